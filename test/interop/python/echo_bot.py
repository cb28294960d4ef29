"""
A bot in Stream mode with dingtalk-stream, DingTalk's official client.

It answers a text with the same text, a picture with its size, "card" with a markdown card, and "AI card" and "AI card
that fails" with an AI card that is written in two steps.
"""

import os

import dingtalk_stream
import requests


class EchoBot(dingtalk_stream.ChatbotHandler):
    async def process(self, callback):
        # The emulator forgets its tokens between two tests, the client would keep its own.
        self.dingtalk_client.reset_access_token()
        message = dingtalk_stream.ChatbotMessage.from_dict(callback.data)
        if message.message_type == "picture":
            url = self.get_image_download_url(message.image_content.download_code)
            self.reply_text(f"{len(requests.get(url, timeout=10).content)} bytes", message)
        elif message.text.content.strip() == "card":
            card = self.reply_markdown_card("# card", message, at_sender=True)
            card.update("# updated")
        elif message.text.content.strip().startswith("AI card"):
            card = self.ai_markdown_card_start(message, title="title")
            card.ai_streaming("你", append=True)
            card.ai_streaming("好", append=True)
            if message.text.content.strip() == "AI card":
                card.ai_finish("**你好**")
            else:
                card.ai_fail()
        else:
            self.reply_markdown("echo", message.text.content.strip(), message)
        return dingtalk_stream.AckMessage.STATUS_OK, "OK"


credential = dingtalk_stream.Credential(os.environ["DING_APP_KEY"], os.environ["DING_APP_SECRET"])
client = dingtalk_stream.DingTalkStreamClient(credential)
# The client would find the address by opening a socket to a server on the internet.
client.get_host_ip = lambda: "127.0.0.1"
client.register_callback_handler(dingtalk_stream.ChatbotMessage.TOPIC, EchoBot())
client.start_forever()
