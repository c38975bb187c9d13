#!/bin/busybox sh
# First process of the guest, in memory: loads what the kernel needs to find its disk and its port, puts the warden and the agents
# where the sandbox has them, and hands over to start.sh. The modules' order is that of their symbols.
bb=/bin/busybox
$bb mount -t devtmpfs dev /dev
$bb mount -t proc proc /proc
$bb mount -t sysfs sys /sys
modules='virtio_ring virtio virtio_mmio virtio_blk virtio-rng'
case $($bb cat /proc/cmdline) in
  *glovebox.agent=vsock*) modules="$modules vsock vmw_vsock_virtio_transport_common vmw_vsock_virtio_transport" ;;
  *) modules="$modules virtio_console" ;;
esac
for module in $modules; do $bb insmod /modules/$module.ko; done
$bb mount -t ext4 -o ro,noload /dev/vda /disk || $bb reboot -f
$bb mount -t tmpfs -o mode=755,size=16m glovebox /disk/glovebox
$bb cp -a /glovebox/. /disk/glovebox/
$bb cp /bin/busybox /disk/glovebox/vm/
$bb mount -o remount,ro /disk/glovebox
for place in dev proc sys; do $bb mount --move /$place /disk/$place; done
exec $bb switch_root /disk /glovebox/vm/start.sh
