import {expect, test} from 'vitest';
import {referencePage} from '../../../source/wizard-engine/reference-page.ts';
import {exampleWizard} from './example-wizard.ts';

test('the reference page says what is asked, when, and every way to answer', () => {
	const page = referencePage(exampleWizard);

	expect(page).toContain('# An example\n\nShows every kind of question.\n\n## Where should it run?\n');
	expect(page.slice(page.indexOf('## Which address?'), page.indexOf('## Which key?'))).toMatchInlineSnapshot(`
		"## Which address?

		| | |
		|---|---|
		| answers key | \`example.address\` |
		| flag | \`--address\` |
		| environment | \`EXAMPLE_ADDR\` |
		| also read | \`EXAMPLE_ADDRESS\`, \`CS_EXAMPLE_ADDRESS\` |
		| kind | text |
		| default | an address with the app's name |
		| asked | when where is there |

		"
	`);
});
