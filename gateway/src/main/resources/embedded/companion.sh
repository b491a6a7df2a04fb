# Outlives the gateway that started it by a moment: stops the embedded servers when nobody uses
# them any more. Arguments: folder, name of the user file, keep|discard, words that run pg_ctl.
# Standard input is a pipe from the gateway; nothing is ever written to it.
trap '' INT HUP TERM QUIT TSTP
home=$1
user=$2
data=$3
shift 3

while read -r _; do :; done

holds=''
while [ -z "$holds" ]; do
    if ln -s "$$" "$home/lock" 2>/dev/null; then
        holds=yes
    else
        holder=$(readlink "$home/lock" 2>/dev/null)
        if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
            rm -f "$home/lock"
        else
            [ -d "$home" ] || exit 0
            sleep 0.1
        fi
    fi
done

rm -f "$home/users/$user"
for other in "$home"/users/*; do
    [ -e "$other" ] || continue
    pid=${other##*/}
    if kill -0 "${pid%%.*}" 2>/dev/null; then
        rm -f "$home/lock"
        exit 0
    fi
    rm -f "$other"
done

# By data directory: a pid file may be stale and its number somebody else's.
"$@" stop -D "$home/postgres/data" -m fast -w -t 30 >/dev/null 2>&1 ||
    "$@" stop -D "$home/postgres/data" -m immediate -w -t 5 >/dev/null 2>&1

# Redis has no such command. Its process title names its address; the pid is used only if it fits.
is_redis() {
    if [ -r "/proc/$1/cmdline" ]; then
        tr '\0' ' ' <"/proc/$1/cmdline"
    else
        ps -o command= -p "$1"
    fi 2>/dev/null | grep -Eq "redis-server.* 127\.0\.0\.1:$(cat "$home/redis/port")( |$)"
}
redis=$(cat "$home/redis/pid" 2>/dev/null)
if [ -n "$redis" ] && is_redis "$redis"; then
    kill "$redis"
    tries=0
    while is_redis "$redis" && [ $tries -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    is_redis "$redis" && kill -9 "$redis"
fi

if [ "$data" = discard ]; then
    rm -rf "$home"
else
    rm -f "$home/lock"
fi
