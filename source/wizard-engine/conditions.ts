import {Secret} from '../shared/secret.ts';

/** Whether a step's condition holds, given the answers above it. A step whose condition names an unanswered one is not asked. */
export function isAsked(
	{when}: {readonly when: Readonly<Record<string, unknown>> | undefined},
	answers: ReadonlyMap<string, unknown>,
): boolean {
	return Object.entries(when ?? {}).every(([id, wanted]) => answers.has(id) && matches(wanted, answers.get(id)));
}

function matches(wanted: unknown, answer: unknown): boolean {
	const options: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted];
	const given: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
	return options.some(option => given.some(one => same(option, one)));
}

function same(left: unknown, right: unknown): boolean {
	if (left instanceof Secret && right instanceof Secret) return left.reveal() === right.reveal();
	return left === right;
}

/** `{where: ['a', 'b']}` in words: "where is a or b". */
export function conditionInWords(when: Readonly<Record<string, unknown>>): string {
	return Object.entries(when)
		.map(([id, wanted]) => {
			const options: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted];
			return `${id} is ${options.map(option => (typeof option === 'boolean' ? (option ? 'yes' : 'no') : String(option))).join(' or ')}`;
		})
		.join(' and ');
}
