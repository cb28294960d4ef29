"""
Calls an emulated DingTalk with alibabacloud_dingtalk, DingTalk's official API client.

Reads one call per line from stdin, as JSON: {"call": NAME, ...arguments}. Prints one line for each: {"result": ...}, or
{"error": {"code", "message", "status", "scopes"}} for the exception that the client raised.
"""

import json
import os
import sys
from urllib.parse import urlsplit

from alibabacloud_dingtalk.card_1_0 import models as card_models
from alibabacloud_dingtalk.card_1_0.client import Client as CardClient
from alibabacloud_dingtalk.oauth2_1_0 import models as oauth_models
from alibabacloud_dingtalk.oauth2_1_0.client import Client as OauthClient
from alibabacloud_dingtalk.robot_1_0 import models as robot_models
from alibabacloud_dingtalk.robot_1_0.client import Client as RobotClient
from alibabacloud_tea_openapi import models as open_api_models
from alibabacloud_tea_util import models as util_models

CONFIG = open_api_models.Config(
    protocol="http", region_id="central", endpoint=urlsplit(os.environ["DINGTALK_OPENAPI_ENDPOINT"]).netloc
)
OAUTH, ROBOT, CARD = OauthClient(CONFIG), RobotClient(CONFIG), CardClient(CONFIG)


def runtime():
    return util_models.RuntimeOptions(autoretry=False, connect_timeout=10_000, read_timeout=10_000)


def with_token(headers, token):
    headers.x_acs_dingtalk_access_token = token
    return headers


def get_token(appKey, appSecret):
    request = oauth_models.GetAccessTokenRequest(app_key=appKey, app_secret=appSecret)
    return OAUTH.get_access_token(request).body


def send_to_people(token, robotCode, userIds, msgKey, msgParam):
    request = robot_models.BatchSendOTORequest(
        robot_code=robotCode, user_ids=userIds, msg_key=msgKey, msg_param=msgParam
    )
    headers = with_token(robot_models.BatchSendOTOHeaders(), token)
    return ROBOT.batch_send_otowith_options(request, headers, runtime()).body


def send_to_group(token, robotCode, openConversationId, msgKey, msgParam):
    request = robot_models.OrgGroupSendRequest(
        robot_code=robotCode, open_conversation_id=openConversationId, msg_key=msgKey, msg_param=msgParam
    )
    headers = with_token(robot_models.OrgGroupSendHeaders(), token)
    return ROBOT.org_group_send_with_options(request, headers, runtime()).body


def download(token, robotCode, downloadCode):
    request = robot_models.RobotMessageFileDownloadRequest(robot_code=robotCode, download_code=downloadCode)
    headers = with_token(robot_models.RobotMessageFileDownloadHeaders(), token)
    return ROBOT.robot_message_file_download_with_options(request, headers, runtime()).body


def recall(token, robotCode, processQueryKeys):
    request = robot_models.BatchRecallOTORequest(robot_code=robotCode, process_query_keys=processQueryKeys)
    headers = with_token(robot_models.BatchRecallOTOHeaders(), token)
    return ROBOT.batch_recall_otowith_options(request, headers, runtime()).body


def create_and_deliver_card(token, robotCode, cardTemplateId, outTrackId, openConversationId, userId):
    request = card_models.CreateAndDeliverRequest(
        card_template_id=cardTemplateId,
        out_track_id=outTrackId,
        callback_type="STREAM",
        card_data=card_models.CreateAndDeliverRequestCardData(card_param_map={"msgContent": ""}),
        open_space_id=f"dtv1.card//IM_GROUP.{openConversationId};IM_ROBOT.{userId}",
        im_group_open_space_model=card_models.CreateAndDeliverRequestImGroupOpenSpaceModel(
            support_forward=True, last_message_i18n={"ZH_CN": "帮我总结"}
        ),
        im_group_open_deliver_model=card_models.CreateAndDeliverRequestImGroupOpenDeliverModel(
            robot_code=robotCode, at_user_ids={userId: "小测"}
        ),
        im_robot_open_deliver_model=card_models.CreateAndDeliverRequestImRobotOpenDeliverModel(
            space_type="IM_ROBOT", robot_code=robotCode
        ),
        user_id_type=1,
    )
    headers = with_token(card_models.CreateAndDeliverHeaders(), token)
    return CARD.create_and_deliver_with_options(request, headers, runtime()).body


def create_card(token, cardTemplateId, outTrackId):
    request = card_models.CreateCardRequest(
        card_template_id=cardTemplateId,
        out_track_id=outTrackId,
        callback_type="STREAM",
        card_data=card_models.CreateCardRequestCardData(card_param_map={"msgContent": ""}),
        im_robot_open_space_model=card_models.CreateCardRequestImRobotOpenSpaceModel(support_forward=True),
    )
    headers = with_token(card_models.CreateCardHeaders(), token)
    return CARD.create_card_with_options(request, headers, runtime()).body


def deliver_card(token, outTrackId, userId):
    request = card_models.DeliverCardRequest(
        out_track_id=outTrackId,
        open_space_id=f"dtv1.card//IM_ROBOT.{userId}",
        im_robot_open_deliver_model=card_models.DeliverCardRequestImRobotOpenDeliverModel(space_type="IM_ROBOT"),
        user_id_type=1,
    )
    headers = with_token(card_models.DeliverCardHeaders(), token)
    return CARD.deliver_card_with_options(request, headers, runtime()).body


def update_card(token, outTrackId, cardParamMap):
    request = card_models.UpdateCardRequest(
        out_track_id=outTrackId,
        card_data=card_models.UpdateCardRequestCardData(card_param_map=cardParamMap),
        card_update_options=card_models.UpdateCardRequestCardUpdateOptions(update_card_data_by_key=True),
    )
    headers = with_token(card_models.UpdateCardHeaders(), token)
    return CARD.update_card_with_options(request, headers, runtime()).body


def stream_card(token, outTrackId, guid, key, content, isFull, isFinalize):
    request = card_models.StreamingUpdateRequest(
        out_track_id=outTrackId,
        guid=guid,
        key=key,
        content=content,
        is_full=isFull,
        is_finalize=isFinalize,
        is_error=False,
    )
    headers = with_token(card_models.StreamingUpdateHeaders(), token)
    return CARD.streaming_update_with_options(request, headers, runtime()).body


def react(token, how, robotCode, openMsgId, openConversationId, emotionName):
    is_reply = how == "reply"
    request_type = robot_models.RobotReplyEmotionRequest if is_reply else robot_models.RobotRecallEmotionRequest
    text_type = (
        robot_models.RobotReplyEmotionRequestTextEmotion
        if is_reply
        else robot_models.RobotRecallEmotionRequestTextEmotion
    )
    request = request_type(
        robot_code=robotCode,
        open_msg_id=openMsgId,
        open_conversation_id=openConversationId,
        emotion_type=2,
        emotion_name=emotionName,
        text_emotion=text_type(
            emotion_id="2659900", emotion_name=emotionName, text=emotionName, background_id="im_bg_1"
        ),
    )
    if is_reply:
        headers = with_token(robot_models.RobotReplyEmotionHeaders(), token)
        return ROBOT.robot_reply_emotion_with_options(request, headers, runtime()).body
    headers = with_token(robot_models.RobotRecallEmotionHeaders(), token)
    return ROBOT.robot_recall_emotion_with_options(request, headers, runtime()).body


CALLS = {
    "getToken": get_token,
    "sendToPeople": send_to_people,
    "sendToGroup": send_to_group,
    "download": download,
    "recall": recall,
    "createAndDeliverCard": create_and_deliver_card,
    "createCard": create_card,
    "deliverCard": deliver_card,
    "updateCard": update_card,
    "streamCard": stream_card,
    "react": react,
}


def to_error(error):
    body = getattr(error, "data", None) or {}
    return {
        "code": getattr(error, "code", type(error).__name__),
        "message": str(error),
        "status": getattr(error, "statusCode", None),
        "scopes": body.get("accessdenieddetail", {}).get("requiredScopes"),
    }


for line in sys.stdin:
    arguments = json.loads(line)
    try:
        answer = {"result": CALLS[arguments.pop("call")](**arguments).to_map()}
    except Exception as error:  # the exception is the result
        answer = {"error": to_error(error)}
    print(json.dumps(answer), flush=True)
