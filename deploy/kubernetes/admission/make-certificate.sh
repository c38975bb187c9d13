#!/bin/sh
# A certificate for the webhook without cert-manager: make-certificate.sh FOLDER [DAYS]
# Writes ca.crt, tls.crt and tls.key there, and prints what to do with them. The authority's key is not kept.
set -eu
out=${1:?usage: make-certificate.sh FOLDER [DAYS]}
days=${2:-365}
name=glovebox-admission.glovebox.svc
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }
key "$work/ca.key"
openssl req -x509 -new -key "$work/ca.key" -days "$days" -subj "/CN=$name authority" \
  -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' -addext 'keyUsage=critical,keyCertSign' -out "$out/ca.crt"
key "$out/tls.key"
openssl req -new -key "$out/tls.key" -subj "/CN=$name" -out "$work/tls.csr"
printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth\nbasicConstraints=critical,CA:FALSE\n' "$name" >"$work/extensions"
openssl x509 -req -in "$work/tls.csr" -CA "$out/ca.crt" -CAkey "$work/ca.key" -CAcreateserial -CAserial "$work/serial" \
  -days "$days" -extfile "$work/extensions" -out "$out/tls.crt" 2>/dev/null
cat <<END
kubectl -n glovebox create secret tls glovebox-admission-tls --cert=$out/tls.crt --key=$out/tls.key
kubectl patch validatingwebhookconfiguration glovebox-admission --type=json \\
  -p '[{"op":"add","path":"/webhooks/0/clientConfig/caBundle","value":"$(base64 <"$out/ca.crt" | tr -d '\n')"}]'
END
