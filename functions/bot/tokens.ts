/** Tokens that a GPT model will count in a text, estimated. */
export function estimateTokens(text: string): number {
  let tokens = 0
  for (let at = 0; at < text.length; at += 1) tokens += text.charCodeAt(at) < 128 ? 0.3 : 1
  return Math.ceil(tokens)
}
