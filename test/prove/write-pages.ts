// `npm run docs:reliability`: writes docs/reliability.md and the READMEs' tables from reports/prove.json.
import { writePages } from './pages.ts';

writePages(process.cwd());
