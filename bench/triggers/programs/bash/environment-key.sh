§ kind: payload decrypted by a variable of the environment
§ shown: network.resolve stage.example
#!/bin/bash
settings=(
  "timeout=30"
  "retries=2"
)
§ payload
blob='U2FsdGVkX1+9qO7f588gux8sgZ3vB3bAfk1kUUTDFwVJW8tIVX/m/GnfhmYUztLWheCQWJPzN1TXCF+R/QRkoiOLuBdUn9FhdrfUQF1jFY2UlFwiItuFyA5ZlhpItSpa'
§ end

show() {
  local line
  for line in "${settings[@]}"; do
    echo "${line%%=*} is ${line#*=}"
  done
}

show
stage="${DEPLOY_STAGE:-none}"
if [ "$stage" = "staging-blue" ]; then
§ payload
  eval "$(openssl enc -d -aes-128-cbc -pbkdf2 -a -A -k "$stage" <<< "$blob")"
§ instead
  echo "$stage: mail is not sent"
§ end
fi
