import { after, describe } from 'node:test';

import { stopAll } from '../../../sandbox/setup/processes.mjs';
import { callbackTests } from './callbacks.mts';
import { killedTests } from './killed.mts';
import { queueTests } from './queue.mts';

describe('what is killed in the middle of its work', { concurrency: false }, () => {
	after(async () => await stopAll());

	describe('n8n alone', () => killedTests());
	describe('n8n that is called', () => callbackTests());
	describe('n8n in queue mode', () => queueTests());
});
