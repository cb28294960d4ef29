import { writeBundle } from '../../scripts/bundle'

/** Runs once before the suites of `npm run test:bundle`. */
export default () => void writeBundle()
