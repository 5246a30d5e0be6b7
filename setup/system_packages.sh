#!/usr/bin/env bash
# The programs from outside that the tests use: installs them for root on Debian, elsewhere says which are missing.
# Nothing here is needed to run the site. Tests marked `external` or `browser` are skipped without their program.
set -euo pipefail

# package, and the program or font folder by which one sees that it is there
wanted="
chromium                   chromium
libreoffice-writer-nogui   soffice
tesseract-ocr              tesseract
tesseract-ocr-eng          /usr/share/tesseract-ocr/5/tessdata/eng.traineddata
tesseract-ocr-fra          /usr/share/tesseract-ocr/5/tessdata/fra.traineddata
poppler-utils              pdftoppm
postgresql                 /usr/lib/postgresql
fonts-crosextra-carlito    /usr/share/fonts/truetype/crosextra
fonts-crosextra-caladea    /usr/share/fonts/truetype/crosextra
fonts-liberation           /usr/share/fonts/truetype/liberation
fonts-noto-core            /usr/share/fonts/truetype/noto
fonts-noto-cjk             /usr/share/fonts/opentype/noto
swaks                      swaks
postfix                    /usr/sbin/postfix
dovecot-imapd              /usr/sbin/dovecot
"

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    missing=$(comm -23 \
        <(awk 'NF { print $1 }' <<<"$wanted" | sort) \
        <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | awk '$1 == "installed" { print $2 }' | sort))
    [ -n "$missing" ] || exit 0
    echo "Installing for the tests:" $missing
    export DEBIAN_FRONTEND=noninteractive
    # Mail servers for the tests only: each test starts its own, none is set up or started for the machine.
    export RUNLEVEL=1
    echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
    apt-get -qq update
    # No recommended packages: LibreOffice's would be three times its size. Another apt at work is waited for.
    # shellcheck disable=SC2086 # one word a package
    apt-get -qq -o DPkg::Lock::Timeout=600 install -y --no-install-recommends $missing >/dev/null
    exit 0
fi

while read -r package trace; do
    [ -n "$package" ] || continue
    command -v "$trace" >/dev/null || [ -e "$trace" ] || echo "Not found: $trace (Debian's package $package); its tests are skipped."
done <<<"$wanted"
