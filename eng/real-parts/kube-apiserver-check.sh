#!/usr/bin/env bash
# Proves that the built kube-apiserver works: starts it with etcd on loopback, asks it to do what the end-to-end
# tests need, says how long it took, stops both. The command line here is the one in README.md.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
source "$here/paths.sh"

etcd="$(recorded_path ETCD)" || { say "no etcd yet: run install.sh"; exit 1; }
apiserver="$(recorded_path KUBE_APISERVER)" || { say "no kube-apiserver yet: run kube-apiserver.sh"; exit 1; }

dir="$(mktemp -d)"
etcd_pid="" apiserver_pid=""
stop() {
    local pid
    for pid in $apiserver_pid $etcd_pid; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$dir"
}
trap stop EXIT

free_port() {   # below the range the kernel gives to outgoing connections
    local port
    while port=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    echo "$port"
}
etcd_port="$(free_port)" peer_port="$(free_port)" port="$(free_port)"

milliseconds() { local now="${EPOCHREALTIME/[.,]/}"; echo $((now / 1000)); }

# wait_until what pid command...: 60 s, or until the process is gone.
wait_until() {
    local what="$1" pid="$2" deadline=$((SECONDS + 60))
    shift 2
    until "$@" >/dev/null 2>&1; do
        if ! kill -0 "$pid" 2>/dev/null || ((SECONDS > deadline)); then
            say "$what did not get ready; its last lines:"
            tail -n 15 "$dir/$what.log" >&2
            exit 1
        fi
        sleep 0.05
    done
}

began="$(milliseconds)"
"$etcd" --data-dir "$dir/etcd" \
    --listen-client-urls "http://127.0.0.1:$etcd_port" --advertise-client-urls "http://127.0.0.1:$etcd_port" \
    --listen-peer-urls "http://127.0.0.1:$peer_port" --initial-advertise-peer-urls "http://127.0.0.1:$peer_port" \
    --initial-cluster "default=http://127.0.0.1:$peer_port" \
    >"$dir/etcd.log" 2>&1 &
etcd_pid=$!
wait_until etcd "$etcd_pid" curl --silent --fail --noproxy '*' "http://127.0.0.1:$etcd_port/health"
etcd_ready="$(milliseconds)"

openssl genrsa -out "$dir/service-account.key" 2048 2>/dev/null
printf 'check-admin,admin,admin,"system:masters"\ncheck-nobody,nobody,nobody\n' >"$dir/tokens.csv"
cat >"$dir/audit-policy.yaml" <<'YAML'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: Metadata
YAML

apiserver_began="$(milliseconds)"
"$apiserver" \
    --etcd-servers="http://127.0.0.1:$etcd_port" \
    --bind-address=127.0.0.1 --secure-port="$port" --advertise-address=127.0.0.1 \
    --cert-dir="$dir/certificates" \
    --endpoint-reconciler-type=none \
    --service-cluster-ip-range=10.96.0.0/16 \
    --service-account-issuer=https://kubernetes.default.svc \
    --service-account-key-file="$dir/service-account.key" \
    --service-account-signing-key-file="$dir/service-account.key" \
    --token-auth-file="$dir/tokens.csv" \
    --authorization-mode=RBAC \
    --disable-admission-plugins=ServiceAccount \
    --audit-policy-file="$dir/audit-policy.yaml" --audit-log-path="$dir/audit.log" \
    >"$dir/kube-apiserver.log" 2>&1 &
apiserver_pid=$!

# call token method path [body]: prints the body, fails on an HTTP error.
call() {
    curl --silent --show-error --fail --noproxy '*' --cacert "$dir/certificates/apiserver.crt" \
        --header "Authorization: Bearer $1" --header "Content-Type: ${content_type:-application/json}" \
        --request "$2" "https://127.0.0.1:$port$3" ${4:+--data "$4"}
}
admin() { call check-admin "$@"; }
pods=/api/v1/namespaces/default/pods

wait_until kube-apiserver "$apiserver_pid" admin GET /readyz
ready="$(milliseconds)"
wait_until kube-apiserver "$apiserver_pid" admin GET /api/v1/namespaces/default

admin GET /version | grep gitVersion >"$dir/version"
admin POST $pods '{"metadata":{"name":"probe","labels":{"app":"probe"}},
    "spec":{"nodeName":"node-1","containers":[{"name":"c","image":"i"}]}}' >/dev/null
content_type=application/merge-patch+json admin PATCH $pods/probe/status \
    '{"status":{"phase":"Running","podIP":"10.0.0.7","podIPs":[{"ip":"10.0.0.7"}],"hostIP":"192.0.2.1"}}' >/dev/null
admin GET "$pods?labelSelector=app%3Dprobe&fieldSelector=spec.nodeName%3Dnode-1" | grep -q '"podIP": "10.0.0.7"'

# RBAC refuses whom nobody allowed, and a service account's token is good for what its role says.
if call check-nobody GET $pods >/dev/null 2>&1; then say "RBAC let a user without any role list pods"; exit 1; fi
admin POST /api/v1/namespaces/default/serviceaccounts '{"metadata":{"name":"reader"}}' >/dev/null
admin POST /apis/rbac.authorization.k8s.io/v1/clusterroles \
    '{"metadata":{"name":"reader"},
      "rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get","list","watch"]}]}' >/dev/null
admin POST /apis/rbac.authorization.k8s.io/v1/clusterrolebindings \
    '{"metadata":{"name":"reader"},
      "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"reader"},
      "subjects":[{"kind":"ServiceAccount","name":"reader","namespace":"default"}]}' >/dev/null
reader="$(admin POST /api/v1/namespaces/default/serviceaccounts/reader/token \
    '{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":600}}' |
    sed -n 's/^ *"token": "\(.*\)".*/\1/p')"
wait_until kube-apiserver "$apiserver_pid" call "$reader" GET $pods   # the authorizer learns of the binding by watch
if call "$reader" DELETE $pods/probe >/dev/null 2>&1; then say "RBAC let a reader delete a pod"; exit 1; fi
grep -q '"user":{"username":"system:serviceaccount:default:reader"' "$dir/audit.log"

# No kubelet confirms an end, so only a grace period of zero removes a pod that has a node.
admin DELETE "$pods/probe?gracePeriodSeconds=0" >/dev/null
if admin GET $pods/probe >/dev/null 2>&1; then say "the deleted pod is still there"; exit 1; fi

# A server built with a library it does not fit panics in single requests and goes on.
if grep -m1 'Observed a panic' "$dir/kube-apiserver.log" >&2; then say "kube-apiserver panicked"; exit 1; fi

stop_began="$(milliseconds)"
kill "$apiserver_pid"; wait "$apiserver_pid" || true; apiserver_pid=""
stopped="$(milliseconds)"
say "kube-apiserver works:$(sed 's/.*: "\(.*\)".*/ \1/' "$dir/version")," \
    "etcd ready in $((etcd_ready - began)) ms, kube-apiserver in $((ready - apiserver_began)) ms," \
    "stopped in $((stopped - stop_began)) ms"
