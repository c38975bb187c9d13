import type { CommandTable } from './row.ts';

/** Clients of the web. A method or a `file:` address changes what they do: that is told by `clientUses`. */
export const CLIENT_COMMANDS: CommandTable = {
  curl: {
    does: ['network.connect urls'],
    values:
      '-A -H -X -u -U -e -m -x -w -E -r -C -y -Y -z -Q -P -t -h --header --request --user --user-agent --referer --max-time --proxy --write-out --connect-timeout --retry --retry-delay --cacert --capath --cert --key --resolve --limit-rate --range --interface --max-redirs --oauth2-bearer --proto --socks5 --unix-socket --connect-to --dns-servers --doh-url --ciphers --tls-max --max-filesize --url',
    instead: {
      '-d --data --data-raw --data-ascii --data-binary --data-urlencode --json -F --form --form-string -T --upload-file':
        ['network.send urls'],
    },
    also: {
      '-d --data --data-ascii --data-binary --data-urlencode --json -F --form': ['file.read at-value'],
      '-T --upload-file -K --config --netrc-file': ['file.read value'],
      '-b --cookie': ['file.read value'],
      '-o --output -c --cookie-jar -D --dump-header --trace --trace-ascii --stderr': ['file.write value'],
      '--output-dir': ['file.write value'],
      '-O --remote-name --remote-name-all': ['file.write =.'],
    },
  },
  'wget wget2': {
    does: ['network.connect urls'],
    values:
      '-U -t -T -e -A -R -l -D -w -Q -S --user-agent --tries --timeout --header --user --password --limit-rate --wait --level --method --referer --ca-certificate --quota --domains --execute',
    instead: { '--post-data --post-file --body-data --body-file': ['network.send urls'] },
    also: {
      '--post-file --body-file --load-cookies': ['file.read value'],
      '-i --input-file': ['file.read value'],
      '-O --output-document -o --output-file -a --append-output -P --directory-prefix --save-cookies': [
        'file.write value',
      ],
      '--use-askpass': ['process.spawn value'],
    },
  },
  'http https': {
    does: ['network.connect urls'],
    values: '-a --auth --session --timeout',
    also: { '-o --output': ['file.write value'] },
    verbs: { 'POST PUT PATCH': ['network.send urls'] },
  },
};
