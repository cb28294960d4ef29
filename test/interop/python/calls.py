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


def stream_card(token, outTrackId):
    request = card_models.StreamingUpdateRequest(
        out_track_id=outTrackId, guid="1", key="content", content="你好", is_full=True, is_finalize=False, is_error=False
    )
    headers = with_token(card_models.StreamingUpdateHeaders(), token)
    return CARD.streaming_update_with_options(request, headers, runtime()).body


CALLS = {
    "getToken": get_token,
    "sendToPeople": send_to_people,
    "sendToGroup": send_to_group,
    "download": download,
    "recall": recall,
    "streamCard": stream_card,
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
