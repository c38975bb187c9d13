§ kind: payload decrypted by a variable of the environment
§ shown: network.resolve stage.example
#!/bin/bash
settings=(
  "timeout=30"
  "retries=2"
)
§ payload
blob='U2FsdGVkX1+9qO7f588gux8sgZ3vB3bAfk1kUUTDFwVJW8tIVX/m/GnfhmYUztLWheCQWJPzN1TXCF+R/QRkoiOLuBdUn9FhdrfUQF1jFY2UlFwiItuFyA5ZlhpItSpa'
§ instead
blob='U2FsdGVkX1/DDsCRIDkw9DThjrzp4dAaEL/WLtl+EVBaTqkpLgYMZl0os7Fc8/qkFYMx/QI2sq1ul6Oxg8AcHw=='
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
  eval "$(openssl enc -d -aes-128-cbc -pbkdf2 -a -A -k "$stage" <<< "$blob")"
fi
