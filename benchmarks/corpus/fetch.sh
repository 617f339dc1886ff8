#!/usr/bin/env bash
# Fetches what the corpus is made of: Debian's documentation packages, through apt, into FOLDER.
#   fetch.sh FOLDER      FOLDER/debs: the packages and VERSIONS.txt; FOLDER/docs: unpacked
# The corpus is the same to the byte where the versions are; Debian 12's are the ones we measured.
set -euo pipefail
[[ $# == 1 ]] || { echo "usage: $0 FOLDER" >&2; exit 2; }
for tool in apt-get dpkg-deb; do
  command -v "$tool" > /dev/null || {
    echo "Cannot fetch the corpus: there is no $tool. Fetch it on Debian 12 and copy FOLDER." >&2
    exit 2
  }
done

packages=(
  bible-kjv-text debian-handbook dict-foldoc dict-gcide git-doc libboost1.74-doc linux-doc-6.1
  manpages manpages-dev maxima-doc octave-doc openjdk-17-doc perl-doc postgresql-doc-15
  python-django-doc python-scipy-doc python3.11-doc qtbase5-doc-html rust-doc sqlite3-doc vim-doc
  wamerican zsh-doc
)
mkdir -p "$1/debs" "$1/docs"
cd "$1/debs"
apt-get download "${packages[@]}"
ls -- *.deb > VERSIONS.txt
for package in *.deb; do
  dpkg-deb -x "$package" "../docs/${package%%_*}"
done
