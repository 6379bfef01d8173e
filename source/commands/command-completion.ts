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

/** Static words: nothing of ours runs while somebody presses tab. */
export function completionScript(shell: CompletionShell, {commands, flags}: Words): string {
	const first = unique(commands.map(words => words.split(' ')[0] ?? ''));
	const after = (word: string) =>
		unique(commands.flatMap(words => (words.startsWith(`${word} `) ? [words.split(' ')[1] ?? ''] : [])));
	const groups = first.filter(word => after(word).length > 0);
	switch (shell) {
		case 'bash':
			return `_cs_wizard() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [[ $current == -* ]]; then words="${flags.join(' ')}"
  elif [[ $COMP_CWORD -eq 1 ]]; then words="${first.join(' ')}"
  else case "\${COMP_WORDS[1]}" in
${groups.map(word => `    ${word}) words="${after(word).join(' ')}" ;;`).join('\n')}
  esac; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _cs_wizard cs-wizard cs`;
		case 'zsh':
			return `#compdef cs-wizard cs
_cs_wizard() {
  if [[ $words[CURRENT] == -* ]]; then compadd -- ${flags.join(' ')}
  elif (( CURRENT == 2 )); then compadd -- ${first.join(' ')}
  else case $words[2] in
${groups.map(word => `    ${word}) compadd -- ${after(word).join(' ')} ;;`).join('\n')}
    *) _files ;;
  esac; fi
}
compdef _cs_wizard cs-wizard cs`;
		case 'fish':
			return ['cs-wizard', 'cs']
				.flatMap(name => [
					`complete -c ${name} -n __fish_use_subcommand -f -a '${first.join(' ')}'`,
					...groups.map(
						word => `complete -c ${name} -n '__fish_seen_subcommand_from ${word}' -f -a '${after(word).join(' ')}'`,
					),
					...flags.map(flag => `complete -c ${name} -l ${flag.slice(2)}`),
				])
				.join('\n');
		case 'powershell':
			return `Register-ArgumentCompleter -Native -CommandName cs-wizard, cs -ScriptBlock {
  param($word, $ast, $cursor)
  $typed = @($ast.CommandElements | ForEach-Object { $_.ToString() })
  $all = if ($word -like '-*') { ${list(flags)} } elseif ($typed.Count -le 1 -or ($typed.Count -eq 2 -and $word)) { ${list(first)} } else { switch ($typed[1]) {
${groups.map(word => `    '${word}' { ${list(after(word))} }`).join('\n')}
  } }
  $all | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}`;
		default:
			return '';
	}
}

const unique = (words: readonly string[]): readonly string[] => [...new Set(words)].filter(word => word !== '');
const list = (words: readonly string[]): string => `@(${words.map(word => `'${word}'`).join(', ')})`;
