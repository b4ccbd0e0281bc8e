import { after, before, describe } from 'node:test';

import type { Browser } from 'playwright-core';

import { aiToolTests } from './aiTool.mts';
import { botApiTests } from './botApi.mts';
import { businessExampleTests } from './businessExamples.mts';
import { consumerTests } from './consumers.mts';
import { decisionTelecomTests } from './decisionTelecom.mts';
import { devTests } from './dev.mts';
import { editorTests } from './editor.mts';
import { editorLookTests } from './editorLooks.mts';
import { exampleTests } from './examples.mts';
import { formTests } from './forms.mts';
import { httpRequestTests } from './httpRequest.mts';
import { installTests } from './install.mts';
import { manyTests } from './many.mts';
import { messaggioTests } from './messaggio.mts';
import { phoneTests } from './phone.mts';
import { sendTests } from './send.mts';
import { openBrowser } from './support/editor.mts';
import type { Stage } from './support/stage.mts';
import { setStage } from './support/stage.mts';
import { triggerTests } from './trigger.mts';

/** What the tests share; filled in before the first of them. */
export interface World {
	stage: Stage;
	browser: Browser;
}

const world = {} as World;

describe('a real n8n with the packed package', { concurrency: false }, () => {
	before(async () => {
		world.stage = await setStage();
		world.browser = await openBrowser();
	});

	after(async () => {
		await world.browser?.close();
		await world.stage?.close();
	});

	describe('Viber', () => sendTests(world));
	describe('many messages', () => manyTests(world));
	describe('Viber Trigger', () => triggerTests(world));
	describe('one bot, several consumers', () => consumerTests(world));
	describe('the whole Bot API', () => botApiTests(world));
	describe('DecisionTelecom', () => decisionTelecomTests(world));
	describe('Messaggio', () => messaggioTests(world));
	describe('n8n’s HTTP Request node', () => httpRequestTests(world));
	describe('the examples', () => exampleTests(world));
	describe('the examples for business messages', () => businessExampleTests(world));
	describe('the forms', () => formTests(world));
	describe('an AI agent’s tool', () => aiToolTests(world));
	describe('in the editor', () => editorTests(world));
	describe('every form, in both themes', () => editorLookTests(world));
	describe('the phone', () => phoneTests(world));
	describe('installing', () => installTests(world));
	describe('npm run dev', () => devTests());
});
