// Every test, by name.

import './keep.test.js';
import './link.test.js';
import './links.test.js';
import './log.test.js';
import './outbox.test.js';
import './redial.test.js';
import './rows.test.js';
import './triggers.test.js';

export { tests } from './check.js';
