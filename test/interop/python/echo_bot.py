"""
A bot in Stream mode with dingtalk-stream, DingTalk's official client.

It answers a text with the same text, a picture with its size, and "card" with whether a card was sent.
"""

import os

import dingtalk_stream
import requests


class EchoBot(dingtalk_stream.ChatbotHandler):
    async def process(self, callback):
        message = dingtalk_stream.ChatbotMessage.from_dict(callback.data)
        if message.message_type == "picture":
            url = self.get_image_download_url(message.image_content.download_code)
            self.reply_text(f"{len(requests.get(url, timeout=10).content)} bytes", message)
        elif message.text.content.strip() == "card":
            card = self.reply_markdown_card("# card", message)
            self.reply_text("card sent" if card.card_instance_id else "no card", message)
        else:
            self.reply_markdown("echo", message.text.content.strip(), message)
        return dingtalk_stream.AckMessage.STATUS_OK, "OK"


credential = dingtalk_stream.Credential(os.environ["DING_APP_KEY"], os.environ["DING_APP_SECRET"])
client = dingtalk_stream.DingTalkStreamClient(credential)
# The client would find the address by opening a socket to a server on the internet.
client.get_host_ip = lambda: "127.0.0.1"
client.register_callback_handler(dingtalk_stream.ChatbotMessage.TOPIC, EchoBot())
client.start_forever()
