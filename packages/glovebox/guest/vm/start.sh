#!/glovebox/vm/busybox sh
# The guest's process 1: gives the warden cgroups to hold limits with and the port to the host as its standard streams, and
# ends the machine when the warden has ended.
bb=/glovebox/vm/busybox
$bb mount -t cgroup2 cgroup /sys/fs/cgroup && echo '+memory +pids +cpu' >/sys/fs/cgroup/cgroup.subtree_control
$bb mount -t tmpfs -o size=1m,mode=755 run /run
$bb ip link set lo up
# No sample comes near these; what it could do with the kernel if it did, it cannot from here on.
for setting in kernel/modules_disabled=1 kernel/kptr_restrict=2 kernel/dmesg_restrict=1 kernel/kexec_load_disabled=1 \
  kernel/unprivileged_bpf_disabled=1 vm/unprivileged_userfaultfd=0; do
  echo "${setting#*=}" >"/proc/sys/${setting%=*}"
done
port() { $bb grep -lx "$1" /sys/class/virtio-ports/*/name | $bb cut -d/ -f5; }

# A second sandbox beside the first, in which the host runs a program of its own before a sample comes: an emulated machine has
# translated by then what the sample will need. It ends long before the first.
rehearsal=$(port rehearsal)
[ -z "$rehearsal" ] || /glovebox/warden supervise <>"/dev/$rehearsal" >&0 2>/dev/console &
case $($bb cat /proc/cmdline) in
  *glovebox.agent=vsock*) /glovebox/vm/vsock-bridge 1024 /glovebox/warden supervise ;;
  *) /glovebox/warden supervise <>"/dev/$(port glovebox)" >&0 2>/dev/console ;;
esac
echo "the guest's warden ended with $?" >/dev/console
$bb reboot -f
