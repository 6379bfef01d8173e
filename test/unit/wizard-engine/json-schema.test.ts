import {expect, test} from 'vitest';
import {answersJsonSchema} from '../../../source/wizard-engine/json-schema.ts';
import {allWizards} from '../../../wizards/all-wizards.ts';
import {exampleWizard} from './example-wizard.ts';

test('the JSON Schema knows every name, references and conditions', () => {
	const schema = answersJsonSchema([exampleWizard]);

	expect(schema).toMatchObject({
		properties: {
			example: {properties: {app_name: {$ref: '#/$defs/example.app_name'}}, additionalProperties: false},
			EXAMPLE_ADDRESS: {$ref: '#/$defs/example.address'},
			CS_EXAMPLE_COUNT: {$ref: '#/$defs/example.count'},
		},
		additionalProperties: false,
		$defs: {
			'example.where': {
				title: 'Where should it run?',
				default: 'here',
				anyOf: [{enum: ['here', 'there']}, {enum: ['over_there']}, {$ref: '#/$defs/reference'}, {type: 'null'}],
			},
			'example.api_key': {anyOf: [{type: 'string'}, {$ref: '#/$defs/reference'}, {type: 'null'}]},
		},
	});
	expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
});

test('a condition becomes if and then', () => {
	expect(answersJsonSchema(allWizards)['allOf']).toContainEqual({
		if: {
			properties: {sign_in: {properties: {where: {enum: ['cloudstation', 'other']}}, required: ['where']}},
			required: ['sign_in'],
		},
		// oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
		then: {
			anyOf: [
				{properties: {sign_in: {required: ['client_id']}}, required: ['sign_in']},
				{required: ['CS_CLIENT_ID']},
				{required: ['CS_SIGN_IN_CLIENT_ID']},
			],
		},
	});
});
