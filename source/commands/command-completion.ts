export const completionShells = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type CompletionShell = (typeof completionShells)[number];

export function isCompletionShell(text: string): text is CompletionShell {
	return completionShells.some(shell => shell === text);
}

interface Words {
	/** `auth status` */
	readonly commands: readonly string[];
	readonly flags: readonly string[];
}

/** What may follow the words typed so far: `''` is the beginning. */
type Following = readonly (readonly [string, readonly string[]])[];

/** Static words: nothing of ours runs while somebody presses tab. */
export function completionScript(shell: CompletionShell, {commands, flags}: Words): string {
	const following = followingWords(commands);
	switch (shell) {
		case 'bash':
			return bashScript(following, flags);
		case 'zsh':
			return zshScript(following, flags);
		case 'fish':
			return fishScript(following, flags);
		case 'powershell':
			return powershellScript(following, flags);
		default:
			return '';
	}
}

function followingWords(commands: readonly string[]): Following {
	const following = new Map<string, Set<string>>();
	for (const line of [...commands, ...completionShells.map(shell => `completion ${shell}`)]) {
		for (const [index, word] of line.split(' ').entries()) {
			const before = line.split(' ').slice(0, index).join(' ');
			following.set(before, (following.get(before) ?? new Set()).add(word));
		}
	}
	return [...following].map(([before, words]) => [before, [...words]] as const);
}

const bashScript = (following: Following, flags: readonly string[]): string => `_cs_wizard() {
  local IFS=$' \\t\\n' current="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [[ $current == -* ]]; then words="${flags.join(' ')}"
  else case "\${COMP_WORDS[*]:1:COMP_CWORD-1}" in
${following.map(([before, words]) => `    '${before}') words="${words.join(' ')}" ;;`).join('\n')}
  esac; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _cs_wizard cs-wizard cs`;

const zshScript = (following: Following, flags: readonly string[]): string => `#compdef cs-wizard cs
_cs_wizard() {
  if [[ $words[CURRENT] == -* ]]; then compadd -- ${flags.join(' ')}
  else case "\${(j: :)words[2,CURRENT-1]}" in
${following.map(([before, words]) => `    '${before}') compadd -- ${words.join(' ')} ;;`).join('\n')}
    *) _files ;;
  esac; fi
}
compdef _cs_wizard cs-wizard cs`;

const fishScript = (following: Following, flags: readonly string[]): string =>
	[
		'function __cs_wizard_after',
		'  set -l typed (commandline -opc)',
		'  set -e typed[1]',
		'  test "$typed" = "$argv"',
		'end',
		...['cs-wizard', 'cs'].flatMap(name => [
			...following.map(
				([before, words]) => `complete -c ${name} -n '__cs_wizard_after ${before}' -f -a '${words.join(' ')}'`,
			),
			...flags.map(flag => `complete -c ${name} -l ${flag.slice(2)}`),
		]),
	].join('\n');

const powershellScript = (
	following: Following,
	flags: readonly string[],
): string => `Register-ArgumentCompleter -Native -CommandName cs-wizard, cs -ScriptBlock {
  param($word, $ast, $cursor)
  $typed = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($word) { $typed = @($typed | Select-Object -SkipLast 1) }
  $all = if ($word -like '-*') { ${list(flags)} } else { switch ($typed -join ' ') {
${following.map(([before, words]) => `    '${before}' { ${list(words)} }`).join('\n')}
  } }
  $all | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}`;

const list = (words: readonly string[]): string => `@(${words.map(word => `'${word}'`).join(', ')})`;
