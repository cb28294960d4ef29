/**
 * The pages of DingTalk's and Laf's consoles that the setup guide explains. The consoles are in Chinese, so the labels
 * are, too. They are those of DingTalk's documentation (2026-07) and of Laf's source (2025-12).
 */
import type { Sketch } from './draw'

const DINGTALK = '钉钉开放平台 open-dev.dingtalk.com'
const APP_MENU = ['凭证与基础信息', '权限管理', '添加应用能力', '机器人', '版本管理与发布']
const LAF = 'Laf'
const LAF_MENU = ['函数', '集合', '云存储', '日志', '设置']

export const SKETCHES: Sketch[] = [
  {
    name: 'dingtalk-app',
    console: DINGTALK,
    menu: ['首页', '应用开发', '开放能力'],
    selected: '应用开发',
    rows: [
      [{ text: '企业内部应用', mark: 1 }, { text: '第三方个人应用' }],
      [{ button: '创建应用', mark: 2 }],
      [{ text: '应用名称' }, { field: 'AI 助手', width: 180 }],
    ],
    legend: {
      zh: ['应用开发 → 企业内部应用', '创建应用，名称自己取，保存'],
      en: [
        '应用开发 (app development) → 企业内部应用 (internal app)',
        '创建应用 (create app): choose a name, save',
      ],
    },
  },
  {
    name: 'dingtalk-credentials',
    console: DINGTALK,
    menu: APP_MENU,
    selected: '凭证与基础信息',
    rows: [
      [{ text: 'Client ID（原 AppKey）' }, { field: 'dingxxxxxxxxxxxxxxxx', width: 230, mark: 1 }],
      [{ text: 'Client Secret（原 AppSecret）' }, { field: '********', width: 180, mark: 2 }],
    ],
    legend: {
      zh: ['复制 Client ID，以 ding 开头：DING_APP_KEY', '复制 Client Secret，不要发给别人：DING_APP_SECRET'],
      en: [
        'Copy the Client ID; it begins with ding: DING_APP_KEY',
        'Copy the Client Secret and show it to no one: DING_APP_SECRET',
      ],
    },
  },
  {
    name: 'dingtalk-robot',
    console: DINGTALK,
    menu: APP_MENU,
    selected: '机器人',
    rows: [
      [{ text: '机器人配置' }, { check: '已开启', mark: 1 }],
      [
        { text: '机器人名称' },
        { field: 'AI 助手', width: 160 },
        { text: '图标、简介、描述、消息预览图', mark: 2 },
      ],
      [{ text: '消息接收模式' }, { check: 'HTTP 模式', mark: 3 }],
      [{ text: '消息接收地址' }, { field: 'https://…/dingtalk', width: 300, mark: 4 }],
      [{ button: '发布', mark: 5 }],
    ],
    legend: {
      zh: [
        '添加应用能力 → 机器人，打开机器人配置',
        '名称、图标、简介、描述、消息预览图都是必填',
        '选 HTTP 模式',
        '第 1 步先空着；第 3 步把函数的网址粘贴到这里',
        '点发布（有的版本叫保存）',
      ],
      en: [
        '添加应用能力 (add capability) → 机器人 (robot): switch it on',
        'Name, icon, introduction, description and preview picture are all required',
        'Message receiving mode: HTTP',
        'Empty in step 1; in step 3 paste the address of the function here',
        '发布 (publish; in some versions 保存, save)',
      ],
    },
  },
  {
    name: 'dingtalk-permission',
    console: DINGTALK,
    menu: APP_MENU,
    selected: '权限管理',
    rows: [
      [{ text: '搜索' }, { field: 'qyapi_robot_sendmsg', width: 240, mark: 1 }],
      [{ text: '企业内机器人发送消息权限' }, { button: '申请权限', mark: 2 }],
    ],
    legend: {
      zh: ['搜索 qyapi_robot_sendmsg', '点申请权限'],
      en: ['Search for qyapi_robot_sendmsg', '申请权限 (apply)'],
    },
  },
  {
    name: 'dingtalk-version',
    console: DINGTALK,
    menu: APP_MENU,
    selected: '版本管理与发布',
    rows: [
      [{ button: '创建新版本', mark: 1 }, { text: '应用版本号' }, { field: '1.0.0', width: 90 }],
      [{ text: '待发布内容' }, { check: '机器人', mark: 2 }],
      [{ text: '应用可见范围' }, { field: '全部员工', width: 160, mark: 3 }],
      [{ button: '保存' }, { button: '直接发布', mark: 4 }],
    ],
    legend: {
      zh: ['创建新版本，填版本号和描述', '勾选机器人', '选谁能使用', '先保存，再直接发布'],
      en: [
        '创建新版本 (create version): enter a number and a description',
        '待发布内容 (what is published): tick 机器人 (robot)',
        '应用可见范围 (who sees the app): choose the people who may use it',
        '保存 (save), then 直接发布 (publish)',
      ],
    },
  },
  {
    name: 'dingtalk-group',
    console: '钉钉 · 内部群',
    menu: ['群设置', '群管理', '机器人'],
    selected: '机器人',
    rows: [
      [{ text: '群设置 → 群管理 → 机器人', mark: 1 }],
      [
        { button: '添加机器人', mark: 2 },
        { text: '企业机器人：AI 助手', mark: 3 },
      ],
    ],
    legend: {
      zh: ['打开群设置 → 群管理 → 机器人', '添加机器人', '在企业机器人里选你的机器人 → 添加 → 完成'],
      en: [
        'Open 群设置 (group settings) → 群管理 (manage) → 机器人 (robots)',
        '添加机器人 (add robot)',
        'Choose yours among the 企业机器人 (robots of the organisation), then 添加 (add), 完成 (done)',
      ],
    },
  },
  {
    name: 'laf-function',
    console: `${LAF} · 添加函数`,
    menu: LAF_MENU,
    selected: '函数',
    rows: [
      [{ text: '函数列表' }, { button: '+', mark: 1 }],
      [{ text: '函数名' }, { field: 'dingtalk', width: 180, mark: 2 }],
      [{ text: '请求方法' }, { check: 'GET' }, { check: 'POST', mark: 3 }],
      [{ button: '确定', mark: 4 }],
    ],
    legend: {
      zh: ['点函数列表旁边的 +', '函数名填 dingtalk', 'GET 和 POST 都要勾选', '确定'],
      en: [
        'The + beside 函数列表 (functions)',
        'The name: dingtalk',
        '请求方法 (methods): both GET and POST',
        '确定 (OK)',
      ],
    },
  },
  {
    name: 'laf-paste',
    console: `${LAF} · dingtalk`,
    menu: LAF_MENU,
    selected: '函数',
    rows: [
      [
        { text: 'dingtalk' },
        { field: 'https://….laf.run/dingtalk', width: 260, mark: 3 },
        { button: '发布', mark: 2 },
      ],
      [{ code: '// @ts-nocheck' }],
      [{ code: '/**  …' }],
      [{ code: '  recover' }],
      [{ code: '};', mark: 1 }],
    ],
    legend: {
      zh: ['全选，粘贴；最后一行是 };', '点发布', '函数的网址，点一下就复制'],
      en: [
        'Select all, paste; the last line is };',
        '发布 (publish)',
        'The address of the function: click to copy it',
      ],
    },
  },
  {
    name: 'laf-dependency',
    console: `${LAF} · 添加依赖`,
    menu: LAF_MENU,
    selected: '函数',
    rows: [
      [{ text: 'NPM 依赖' }, { button: '+', mark: 1 }],
      [{ field: 'openai', width: 220, mark: 2 }],
      [{ check: 'openai', mark: 3 }, { text: '版本' }, { field: '6.…', width: 90, mark: 4 }],
      [{ button: '保存并重启', mark: 5 }],
    ],
    legend: {
      zh: [
        '点左下角 NPM 依赖旁边的 +',
        '输入 openai',
        '勾选名字正好是 openai 的那一个',
        '版本选 6 开头的',
        '保存并重启',
      ],
      en: [
        'The + beside NPM 依赖 (NPM dependencies), at the bottom left',
        'Enter openai',
        'Tick the one whose name is exactly openai',
        'Choose a version that begins with 6',
        '保存并重启 (save and restart)',
      ],
    },
  },
  {
    name: 'laf-variables',
    console: `${LAF} · 应用设置`,
    menu: ['应用信息', '环境变量', '域名设置'],
    selected: '环境变量',
    rows: [
      [{ text: '环境变量', mark: 1 }],
      [{ field: 'DING_APP_KEY=ding…', width: 340, mark: 2 }],
      [{ field: 'DING_APP_SECRET=…', width: 340 }],
      [{ field: 'OPENAI_KEY=sk-…', width: 340 }],
      [{ button: '更新', mark: 3 }],
    ],
    legend: {
      zh: ['左下角齿轮（应用设置）→ 环境变量', '一行一个：名称=值', '点更新'],
      en: [
        'The gear at the bottom left (应用设置, settings) → 环境变量 (environment variables)',
        'One line each: NAME=value',
        '更新 (update)',
      ],
    },
  },
]
