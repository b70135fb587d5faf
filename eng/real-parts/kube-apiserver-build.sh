#!/usr/bin/env bash
# Compiles kube-apiserver; started by kube-apiserver.sh, which bounds the time and removes what is left.
#   kube-apiserver-build.sh <file.dsc> <version> <reflect2.deb> <GOPATH to make>     result: <GOPATH>/bin/kube-apiserver
set -euo pipefail

dsc="$1" version="$2" reflect2="$3" gopath="$4"
tree="$gopath/src/k8s.io/kubernetes"

mkdir -p "$gopath/src/k8s.io" "$gopath/tmp"
dpkg-source --extract "$dsc" "$tree"
cd "$tree"
if [[ ! -f Makefile.generated_files ]]; then
    echo "this source ($version) has no 'make generated_files'; only Debian's 1.20 is known to build this way"
    exit 1
fi

# The vendored reflect2 1.0.1 reads the runtime's own structures and misreads them from Go 1.18 on: the server then
# starts and answers, but panics on the first JSON body that holds a map, such as a pod's labels. Debian's is 1.0.2.
dpkg-deb -x "$reflect2" "$gopath/tmp/reflect2"
rm -r vendor/github.com/modern-go/reflect2
mv "$gopath/tmp/reflect2/usr/share/gocode/src/github.com/modern-go/reflect2" vendor/github.com/modern-go/

# Everything the compiler writes stays below the tree that is thrown away. Debian's Go first: a newer one on the
# PATH may refuse libraries of 2021.
export PATH="/usr/lib/go/bin:$PATH"
export GOPATH="$gopath" GOCACHE="$gopath/cache" TMPDIR="$gopath/tmp" HOME="$gopath"
export GO111MODULE=off GOFLAGS="" GOTOOLCHAIN=local CGO_ENABLED=0
unset GOROOT GOBIN MAKEFLAGS MAKELEVEL MFLAGS   # `make e2e` may be what started us

make generated_files

# Without these it calls itself v0.0.0-master: --version asks the first package, /version the second.
flags="-s -w"
IFS=. read -r major minor _ <<<"$version"
for package in component-base/version client-go/pkg/version; do
    variable="-X k8s.io/kubernetes/vendor/k8s.io/$package"
    flags+=" $variable.gitVersion=v$version $variable.gitMajor=$major $variable.gitMinor=$minor"
    flags+=" $variable.gitTreeState=archive"
done
go build -o "$gopath/bin/kube-apiserver" -ldflags "$flags" ./cmd/kube-apiserver
