import { createRequire } from 'node:module'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import { STAFF_ID } from '../playground/dingtalk/support/client'
import { useEmulator } from '../playground/dingtalk/support/emulator'

// Checks the emulator with DingTalk's official client, which is 55 MB: it is no dependency, CI installs it for this suite.
const INSTALL = 'npm install --no-save @alicloud/dingtalk@2.2.27'

// biome-ignore lint/suspicious/noExplicitAny: the package may not be installed, so its types are unknown
type Any = any

const load = createRequire(__filename)
const sdk = loadSdk()
if (!sdk)
  console.warn(`\n  Skipped: DingTalk's official client is not installed. To run this suite: ${INSTALL}\n`)

describe.skipIf(!sdk)("DingTalk's official Node client, talking to the emulator", () => {
  const emulator = useEmulator()
  let oauth: Any
  let robot: Any
  let headersWith: (name: string) => Any

  beforeAll(() => {
    const config = new sdk.openapi.Config({ protocol: 'http', regionId: 'central' })
    config.endpoint = new URL(emulator.dingtalk.url).host
    oauth = new sdk.oauth.default(config)
    robot = new sdk.robot.default(config)
  })
  beforeEach(async () => {
    const xAcsDingtalkAccessToken = await getToken()
    headersWith = (name) => new sdk.robot[name]({ xAcsDingtalkAccessToken })
  })

  it('gets the same token at each request', async () => {
    const first = await getToken()
    expect(first).toMatch(/^[0-9a-f]{32}$/)
    expect(await getToken()).toBe(first)
    expect(emulator.dingtalk.store.counts.tokens).toBe(1)
  })

  it('gets the error code of a wrong secret', async () => {
    await expect(getToken('wrong')).rejects.toMatchObject({ code: 'invalidClientIdOrSecret' })
  })

  it('sends to a person, and gets the list of invalid users', async () => {
    const { body } = await sendToPeople([STAFF_ID, 'unknown'])
    expect(body.processQueryKey).toEqual(expect.any(String))
    expect(body.invalidStaffIdList).toEqual(['unknown'])
    expect(body.flowControlledStaffIdList).toEqual([])
    expect(emulator.dingtalk.store.deliveries).toMatchObject([
      { via: 'api', recipients: ['xiaoce'], kind: 'sampleMarkdown', title: '回复', text: '**你好** 🎉' },
    ])
  })

  it('sends into a group', async () => {
    const { body } = await robot.orgGroupSendWithOptions(
      new sdk.robot.OrgGroupSendRequest({
        robotCode: emulator.dingtalk.app.robotCode,
        openConversationId: TEST_GROUP_ID,
        msgKey: 'sampleText',
        msgParam: JSON.stringify({ content: '大家好' }),
      }),
      headersWith('OrgGroupSendHeaders'),
      runtime(),
    )
    expect(body.processQueryKey).toEqual(expect.any(String))
    expect(emulator.dingtalk.store.deliveries).toMatchObject([
      { via: 'api', conversationId: TEST_GROUP_ID, kind: 'sampleText', text: '大家好' },
    ])
  })

  it('downloads a file that was sent to the robot', async () => {
    const bytes = Buffer.from('报告内容')
    const { content } = emulator.dingtalk.build({ kind: 'file', bytes, fileName: '报告.txt' }) as Any
    const { body } = await robot.robotMessageFileDownloadWithOptions(
      new sdk.robot.RobotMessageFileDownloadRequest({
        robotCode: emulator.dingtalk.app.robotCode,
        downloadCode: content.downloadCode,
      }),
      headersWith('RobotMessageFileDownloadHeaders'),
      runtime(),
    )
    const file = await fetch(body.downloadUrl)
    expect(Buffer.from(await file.arrayBuffer())).toEqual(bytes)
  })

  it('gets the error code of an invalid token', async () => {
    emulator.dingtalk.faults.set('token-revoked', { times: 1 })
    await expect(sendToPeople([STAFF_ID])).rejects.toMatchObject({
      code: 'InvalidAuthentication',
    })
  })

  it('gets the error code and the scope of a missing permission', async () => {
    emulator.dingtalk.faults.set('permission-missing')
    await expect(sendToPeople([STAFF_ID])).rejects.toMatchObject({
      code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
      accessDeniedDetail: { requiredScopes: ['qyapi_robot_sendmsg'] },
    })
  })

  it('gets the error codes of the robot service', async () => {
    await expect(sendToPeople(['unknown'])).rejects.toMatchObject({ code: 'staffId.notExisted' })
  })

  it('gets InvalidAction.NotFound from a route that the emulator does not serve', async () => {
    const request = new sdk.robot.BatchRecallOTORequest({
      robotCode: emulator.dingtalk.app.robotCode,
      processQueryKeys: ['key'],
    })
    await expect(
      robot.batchRecallOTOWithOptions(request, headersWith('BatchRecallOTOHeaders'), runtime()),
    ).rejects.toMatchObject({ code: 'InvalidAction.NotFound' })
  })

  async function getToken(appSecret = emulator.dingtalk.app.secret): Promise<string> {
    const { body } = await oauth.getAccessToken(
      new sdk.oauth.GetAccessTokenRequest({ appKey: emulator.dingtalk.app.key, appSecret }),
    )
    return body.accessToken
  }

  function sendToPeople(userIds: string[]) {
    return robot.batchSendOTOWithOptions(
      new sdk.robot.BatchSendOTORequest({
        robotCode: emulator.dingtalk.app.robotCode,
        userIds,
        msgKey: 'sampleMarkdown',
        msgParam: JSON.stringify({ title: '回复', text: '**你好** 🎉' }),
      }),
      headersWith('BatchSendOTOHeaders'),
      runtime(),
    )
  }

  function runtime() {
    return new sdk.util.RuntimeOptions({ autoretry: false })
  }
})

function loadSdk(): Any {
  try {
    return {
      oauth: load('@alicloud/dingtalk/oauth2_1_0'),
      robot: load('@alicloud/dingtalk/robot_1_0'),
      openapi: load('@alicloud/openapi-client'),
      util: load('@alicloud/tea-util'),
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}
