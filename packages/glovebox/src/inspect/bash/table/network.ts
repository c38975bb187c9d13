import type { CommandTable } from './row.ts';

/** Commands that talk to other machines, or wait for them. */
export const NETWORK_COMMANDS: CommandTable = {
  'dig drill kdig delv': {
    does: ['network.resolve first'],
    values: '-p -t -c -b -k',
    also: { '-f': ['file.read value', 'network.resolve nothing'], '-x': ['network.resolve value'] },
  },
  'nslookup host resolvectl': { does: ['network.resolve first'], values: '-t -c -W -type -query' },
  whois: { does: ['network.resolve first'], values: '-h -p --host --port' },
  telnet: { does: ['network.connect host-port'], values: '-l -b -e -n' },
  socat: { does: ['network.connect operands'], values: '-b -t -T -lf' },
  'aria2c axel': {
    does: ['network.connect operands', 'file.write =.'],
    values: '-x -s -j -k -n --header --max-connection-per-server --referer',
    also: {
      '-o --out --output': ['file.write value'],
      '-d --dir': ['file.write value'],
      '-i --input-file': ['file.read value'],
      '--on-download-complete': ['process.spawn value'],
    },
  },
  'xdg-open open gio firefox google-chrome chromium chromium-browser sensible-browser x-www-browser': {
    does: ['network.connect urls', 'process.spawn line'],
    style: 'words',
  },
  'lynx w3m links elinks': {
    does: ['network.connect operands'],
    values: '-T -cfg -width',
    also: { '-post_data': ['network.send operands'], '-cookie_file': ['secret.read value'] },
    style: 'words',
  },
  'xh httpie': {
    does: ['network.connect urls'],
    values: '-a --auth --session',
    also: { '-o --output': ['file.write value'] },
  },
  'lftp ftp tftp': {
    does: ['network.connect first'],
    values: '-u -p -e -P',
    also: { '-c': ['network.connect value'], '-f': ['file.read value'] },
  },
  sftp: {
    does: ['network.connect first'],
    values: '-P -o -c -B -R -l -i',
    also: { '-b': ['file.read value'], '-S': ['process.spawn value'] },
  },
  'ssh autossh slogin': {
    does: ['network.connect first'],
    values: '-p -l -o -J -D -b -c -e -m -O -Q -S -W -w -B -M -i',
    also: {
      '-F': ['file.read value'],
      '-E': ['file.write value'],
      '-L': ['network.listen value'],
      '-R': ['network.connect value'],
    },
  },
  'mosh sshpass': { does: ['network.connect last'], values: '-p -P -d', also: { '-f': ['secret.read value'] } },
  'ssh-copy-id': {
    does: ['network.connect last', 'file.read =~/.ssh/id_rsa.pub'],
    values: '-p -o',
    also: { '-i': ['file.read value'] },
  },
  'ssh-keyscan': { does: ['network.connect operands'], values: '-p -T -t', also: { '-f': ['file.read value'] } },
  'ssh-keygen': {
    does: ['process.spawn line'],
    values: '-t -b -C -N -P -m -I -n -V -O -f',
    also: { '-y': ['secret.read =~/.ssh/id_rsa'], '-D': ['code.native value'] },
    instead: { '-l -F -H -B': [], '-R': ['file.write =~/.ssh/known_hosts'] },
  },
  scp: {
    does: ['network.send urls', 'file.read all-but-last', 'file.write last'],
    needs: 2,
    values: '-P -o -c -l -J -i',
    also: { '-F': ['file.read value'], '-S': ['process.spawn value'] },
  },
  'ping ping6 fping arping hping3': {
    does: ['network.connect operands'],
    values: '-c -i -W -w -s -I -t -p -S -d --count --interval',
  },
  'traceroute tracepath mtr traceroute6': { does: ['network.connect first'], values: '-m -q -w -p -i -f' },
  'nmap masscan zmap unicornscan rustscan': {
    does: ['network.connect operands'],
    values: '-p -T -D -e -S -iR --rate --max-rate --top-ports --exclude --source-port',
    also: { '-oN -oX -oG -oA -oS': ['file.write value'], '-iL': ['file.read value'], '--script': ['code.eval value'] },
    style: 'words',
  },
  'nikto hydra sqlmap gobuster ffuf dirb wpscan medusa crackmapexec': {
    does: ['network.connect operands'],
    values: '-t -l -s -w',
    also: { '-u --url -h -host': ['network.connect value'], '-L -P': ['file.read value'] },
    style: 'words',
  },
  rclone: {
    does: ['network.connect line'],
    verbs: {
      'copy sync move copyto moveto': ['network.send after-first', 'file.read second'],
      'delete purge': ['network.connect line'],
    },
    values: '--config --bwlimit --filter --include --exclude',
  },
  'smbclient rpcclient ldapsearch snmpwalk snmpget enum4linux': {
    does: ['network.connect operands'],
    values: '-U -W -p -v -c -b -D -w -x',
    also: { '-H -h -L': ['network.connect value'], '-A': ['secret.read value'] },
  },
  'mysql mariadb mysqldump': {
    does: ['network.connect nothing'],
    values: '-u -P -e -D -S --user --port --execute --database',
    also: {
      '-h --host': ['network.connect value'],
      '-r --result-file': ['file.write value'],
      '--defaults-file': ['secret.read value'],
    },
  },
  'psql pg_dump pg_restore createdb dropdb': {
    does: ['network.connect nothing'],
    values: '-U -d -p -c -v --username --dbname --port --command',
    also: {
      '-h --host': ['network.connect value'],
      '-f --file': ['file.read value'],
      '-o --output': ['file.write value'],
    },
  },
  'mongo mongosh mongodump mongoexport': {
    does: ['network.connect first'],
    values: '--port --eval -u -p',
    also: { '--host': ['network.connect value'], '-o --out': ['file.write value'] },
  },
  'redis-cli': {
    does: ['network.connect nothing'],
    values: '-p -a -n -r',
    also: { '-h': ['network.connect value'], '--eval': ['file.read value'] },
  },
  'websocat grpcurl wscat': { does: ['network.connect urls'], values: '-H -d -c --header' },
  'yt-dlp youtube-dl gallery-dl': {
    does: ['network.connect operands', 'file.write =.'],
    values: '-f --format --proxy',
    also: {
      '-o --output -P': ['file.write value'],
      '--exec': ['process.spawn value'],
      '--cookies': ['secret.read value'],
      '--cookies-from-browser': ['secret.read =~/.config/google-chrome'],
    },
  },
  'mail mailx mutt sendmail msmtp swaks s-nail': {
    does: ['network.send operands'],
    values: '-s -c -b -r -S -q',
    also: { '-a -A --attach': ['file.read value'], '-H -i': ['file.read value'] },
  },
  's3cmd gsutil mc': {
    does: ['network.connect line'],
    verbs: { 'put sync cp mv rsync': ['network.send line', 'file.read second'] },
  },
  'aws gcloud az gh heroku doctl oci': {
    does: ['network.connect line'],
    values: '--region --profile --project',
    verbs: { s3: ['network.send line'], 'configure version help': ['process.spawn line'] },
  },
  'croc magic-wormhole wormhole transfer ffsend': {
    does: ['network.send line'],
    verbs: {
      'send tx': ['network.send after-first', 'file.read after-first'],
      'receive rx': ['network.connect line', 'file.write =.'],
    },
  },
  'bore ngrok cloudflared localtunnel lt frpc chisel': { does: ['network.connect line', 'network.listen nothing'] },
  'tor torify proxychains4': { does: ['network.connect line'] },
  'sshd httpd nginx apache2 dropbear in.telnetd vsftpd tcpserver inetd xinetd': {
    does: ['network.listen line'],
    also: { '-f -c': ['file.read value'] },
  },
  'tcpdump tshark dumpcap ngrep ettercap': {
    does: ['system.privilege line'],
    values: '-i -c -s -f -Y -T -e',
    also: { '-w': ['file.write value'], '-z': ['process.spawn value'] },
    instead: { '-r': ['file.read value'], '-D -L': ['system.probe nothing'] },
  },
  'ntpdate chronyd ntpd': { does: ['network.connect operands', 'system.privilege line'] },
  'wg wg-quick openvpn': {
    does: ['system.privilege line', 'network.connect nothing'],
    also: { '--config': ['secret.read value'] },
  },
  'cadaver smbget wbget': { does: ['network.connect operands'], values: '-U -p' },
};
