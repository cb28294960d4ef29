import { createRequire } from 'node:module'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import { type DingTalk, startDingTalk } from '../../playground/dingtalk/emulator'

// DingTalk's own client judges the emulator. It is 55 MB, so it is no dependency: CI adds it for this suite only.
const INSTALL = 'npm install --no-save @alicloud/dingtalk@2.2.27'

// biome-ignore lint/suspicious/noExplicitAny: a package that may be absent cannot be typed
type Any = any

const load = createRequire(__filename)
const sdk = loadSdk()
if (!sdk)
  console.warn(`\n  Skipped: DingTalk's official client is not installed. To run this suite: ${INSTALL}\n`)

describe.skipIf(!sdk)("DingTalk's official Node client, talking to the emulator", () => {
  let dingtalk: DingTalk
  let oauth: Any
  let robot: Any
  let headersWith: (name: string) => Any

  beforeAll(async () => {
    dingtalk = await startDingTalk()
    const config = new sdk.openapi.Config({ protocol: 'http', regionId: 'central' })
    config.endpoint = new URL(dingtalk.url).host
    oauth = new sdk.oauth.default(config)
    robot = new sdk.robot.default(config)
  })
  afterAll(() => dingtalk.close())
  beforeEach(async () => {
    dingtalk.reset()
    const xAcsDingtalkAccessToken = await getToken()
    headersWith = (name) => new sdk.robot[name]({ xAcsDingtalkAccessToken })
  })

  it('gets a token, and the same one again', async () => {
    const first = await getToken()
    expect(first).toMatch(/^[0-9a-f]{32}$/)
    expect(await getToken()).toBe(first)
    expect(dingtalk.store.counts.tokens).toBe(1)
  })

  it('sees the code of a wrong secret', async () => {
    await expect(getToken('wrong')).rejects.toMatchObject({ code: 'invalidClientIdOrSecret' })
  })

  it('sends to a person, and reads who was not reached', async () => {
    const { body } = await sendToPeople(['016512345626118709', 'nobody'])
    expect(body.processQueryKey).toEqual(expect.any(String))
    expect(body.invalidStaffIdList).toEqual(['nobody'])
    expect(body.flowControlledStaffIdList).toEqual([])
    expect(dingtalk.store.deliveries).toMatchObject([
      { via: 'api', recipients: ['xiaoce'], kind: 'sampleMarkdown', title: '回复', text: '**你好** 🎉' },
    ])
  })

  it('sends into a group', async () => {
    const { body } = await robot.orgGroupSendWithOptions(
      new sdk.robot.OrgGroupSendRequest({
        robotCode: dingtalk.app.robotCode,
        openConversationId: TEST_GROUP_ID,
        msgKey: 'sampleText',
        msgParam: JSON.stringify({ content: '大家好' }),
      }),
      headersWith('OrgGroupSendHeaders'),
      runtime(),
    )
    expect(body.processQueryKey).toEqual(expect.any(String))
    expect(dingtalk.store.deliveries).toMatchObject([
      { via: 'api', conversationId: TEST_GROUP_ID, kind: 'sampleText', text: '大家好' },
    ])
  })

  it('gets the URL of a file that was sent to the robot, and the file', async () => {
    const bytes = Buffer.from('报告内容')
    const { content } = dingtalk.build({ kind: 'file', bytes, fileName: '报告.txt' }) as Any
    const { body } = await robot.robotMessageFileDownloadWithOptions(
      new sdk.robot.RobotMessageFileDownloadRequest({
        robotCode: dingtalk.app.robotCode,
        downloadCode: content.downloadCode,
      }),
      headersWith('RobotMessageFileDownloadHeaders'),
      runtime(),
    )
    const file = await fetch(body.downloadUrl)
    expect(Buffer.from(await file.arrayBuffer())).toEqual(bytes)
  })

  it('sees the code of a refused token', async () => {
    dingtalk.faults.set('token-revoked', { times: 1 })
    await expect(sendToPeople(['016512345626118709'])).rejects.toMatchObject({
      code: 'InvalidAuthentication',
    })
  })

  it('sees the code and the scope of a missing permission', async () => {
    dingtalk.faults.set('permission-missing')
    await expect(sendToPeople(['016512345626118709'])).rejects.toMatchObject({
      code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
      accessDeniedDetail: { requiredScopes: ['qyapi_robot_sendmsg'] },
    })
  })

  it("sees the robot service's own codes", async () => {
    await expect(sendToPeople(['nobody'])).rejects.toMatchObject({ code: 'staffId.notExisted' })
  })

  async function getToken(appSecret = dingtalk.app.secret): Promise<string> {
    const { body } = await oauth.getAccessToken(
      new sdk.oauth.GetAccessTokenRequest({ appKey: dingtalk.app.key, appSecret }),
    )
    return body.accessToken
  }

  function sendToPeople(userIds: string[]) {
    return robot.batchSendOTOWithOptions(
      new sdk.robot.BatchSendOTORequest({
        robotCode: dingtalk.app.robotCode,
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
