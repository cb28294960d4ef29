import { post } from '../server.js'
import { conversation, me, openConversation, state, switchPerson } from '../state.js'
import { texts } from '../texts/language.js'

/** The variables that let the bot search the web, draw, and answer on cards. */
export const SETTINGS = {
  search: [['WEB_SEARCH', 'auto']],
  drawing: [['OPENAI_IMAGE_MODEL', 'gpt-image-2']],
  card: [
    ['REPLY_VIA', 'card'],
    ['THINKING_REACTION', 'true'],
  ],
}

/** Longer than the prompts that a model with a small context takes. */
const LONG_CHARACTERS = 6_000

/**
 * The message on which the faults that are on act: who sends it where, and its kind (`picture`, `file`, `long`,
 * `drawing`, `search`, undefined: any text), and
 * the variables that are not set yet. Where two faults need different messages, the first of the lists below decides.
 */
export function planTrial() {
  const trials = state.switches.filter(({ on }) => on).map(({ trial }) => trial)
  const first = (key, values) => values.find((value) => trials.some((trial) => trial[key] === value))
  const kind = first('kind', ['drawing', 'search', 'file', 'picture', 'long'])
  const to = first('to', ['direct', 'group', 'api', 'webhook'])
  const settings = Object.keys(SETTINGS).filter((name) => trials.some(({ setting }) => setting === name))
  const missing = settings
    .flatMap((name) => SETTINGS[name])
    .filter(([name]) => !state.variables.includes(name))
  return { kind, settings: missing, ...toPlace(to, kind === 'file') }
}

/** The message of a plan, as the composer sends it. */
export function toDraft({ kind }) {
  const t = texts()
  const text = t.faults.testMessage
  if (kind === 'picture') return { kind: 'text', text: '', pictures: [samplePicture()] }
  if (kind === 'file') return { kind: 'file', file: sampleFile(t.trial) }
  if (kind === 'drawing' || kind === 'search') return { kind: 'text', text: t.trial[kind] }
  return { kind: 'text', text: kind === 'long' ? text.repeat(LONG_CHARACTERS / text.length) : text }
}

/** Opens the conversation of a plan, as its person, and sets the variables that it needs. */
export async function openPlace({ settings, person, place }) {
  if (person.id !== me().id) switchPerson(person.id)
  if (place.id !== conversation().id) openConversation(place.id)
  await Promise.all(settings.map(([name, value]) => post('variable', { name, value })))
}

/** Where the message has to be sent, as near as possible to what is open; a file goes into a direct chat. */
function toPlace(to, isFile) {
  const here = { person: me(), place: conversation() }
  const isDirect = here.place.type === '1'
  const directChat = (person) => ({ person, place: find('1', person) })
  const group = { person: me(), place: find('2', me()) }
  const colleague = me().isOutside ? state.people.find(({ isOutside }) => !isOutside) : me()
  if (to === 'direct' || (isFile && to && to !== 'webhook')) return directChat(colleague)
  if (to === 'webhook') return directChat(state.people.find(({ isOutside }) => isOutside))
  if (isFile) return directChat(me())
  if (to === 'group') return isDirect ? group : here
  return to === 'api' && isDirect && me().isOutside ? group : here
}

const find = (type, { id }) =>
  state.conversations.find((one) => one.type === type && one.members.includes(id))

/** A small bar chart. */
function samplePicture() {
  const canvas = Object.assign(document.createElement('canvas'), { width: 240, height: 160 })
  const context = canvas.getContext('2d')
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, 240, 160)
  context.fillStyle = '#1f6fe0'
  for (const [index, height] of [60, 90, 45, 120, 80].entries())
    context.fillRect(20 + index * 42, 145 - height, 30, height)
  return { name: 'chart.png', type: 'image/png', base64: canvas.toDataURL('image/png').split(',')[1] }
}

function sampleFile({ fileName, fileText }) {
  const bytes = new TextEncoder().encode(fileText)
  return { name: fileName, type: 'text/plain', base64: btoa(String.fromCharCode(...bytes)) }
}
