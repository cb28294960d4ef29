/** What to expect of the switches that are not in `COMMON_SWITCHES`, by id. */
export const OTHER_EFFECTS: Record<string, { zh: string; en: string }> = {}
