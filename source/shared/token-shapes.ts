/** Tokens whose makers gave them a shape, so that they are known without being registered. */

interface TokenShape {
	/** What the search looks for; the pattern then decides, starting at the same place. */
	readonly starts: readonly string[];
	/** Sticky; group 1, when there is one, is what stays. Bounded, so that a hostile line stays linear. */
	readonly pattern: RegExp;
}

export const tokenShapes: readonly TokenShape[] = [
	{starts: ['csk_'], pattern: /csk_[\w-]{8,256}/y},
	{starts: ['hvs.', 'hvb.', 'hvr.'], pattern: /hv[sbr]\.[\w-]{8,512}/y},
	{starts: ['AKIA', 'ASIA'], pattern: /A[KS]IA[A-Z\d]{16}(?![A-Z\d])/y},
	{starts: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], pattern: /gh[pousr]_[A-Za-z\d]{20,255}/y},
	{starts: ['github_pat_'], pattern: /github_pat_\w{20,255}/y},
	{starts: ['glpat-'], pattern: /glpat-[\w-]{16,128}/y},
	{starts: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxs-'], pattern: /xox[bpas]-[\w-]{10,255}/y},
	{starts: ['sk_live_', 'rk_live_', 'sk_test_'], pattern: /[sr]k_(?:live|test)_[A-Za-z\d]{10,255}/y},
	{starts: ['npm_'], pattern: /npm_[A-Za-z\d]{36}(?![A-Za-z\d])/y},
	{starts: ['eyJ'], pattern: /eyJ[\w-]{10,2048}\.eyJ[\w-]{4,4096}\.[\w-]{0,1024}/y},
	{starts: ['Bearer ', 'bearer ', 'BEARER '], pattern: /(bearer )[\w.~+/=-]{8,4096}/iy},
	{starts: ['Basic ', 'basic '], pattern: /(basic )[A-Za-z\d+/]{12,1024}={0,2}(?![\w-])/iy},
	{starts: ['://'], pattern: /(:\/\/[^\s/:@]{0,128}:)[^\s/@]{1,256}(?=@)/y},
	{starts: ['-----BEGIN'], pattern: /(-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----)[^-]{0,16384}/y},
];

export const privateKeyBegins = /-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----(?!.*-----END)/;
export const privateKeyEnds = /-----END [A-Z ]{0,32}PRIVATE KEY-----/;
