# nohup, a session of its own and no terminal: what a shell user does to keep a job. Seen from outside.
nohup setsid bash -c "exec -a survivor-$1 sleep 25" </dev/null >/dev/null 2>&1 &
disown
sleep 0.3
echo "CONTAINED as far as can be seen from in here"
