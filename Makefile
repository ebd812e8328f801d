# SPDX-License-Identifier: MIT

KDIR ?= /lib/modules/$(shell uname -r)/build
PREFIX ?= /usr/local

.PHONY: all modules programs install uninstall system-install uapi-install dkms-source dkms-install dkms-uninstall deb check-deb \
	check check-all kernels demo demo-compositors bench bench-prime bench-compose bench-monitor bench-clock docs check-docs bench-kms clean help

all: modules

help:
	@echo 'make               build vprime.ko for the running kernel, or for KDIR=...'
	@echo 'make programs      build the library, the tools and the tests'
	@echo 'make demo          kmscube on the virtual monitor, in a VM, as a picture'
	@echo 'make demo-compositors  weston and cage follow their monitors, in a VM, as pictures'
	@echo 'make check         everything that is tested, natively and in VMs'
	@echo 'make check-all     all of it on all kernels, debug and realtime too, for hours'
	@echo 'make kernels       which kernels Debian has now, and whether it builds for them'
	@echo 'make bench-prime   how long sharing takes, beside vgem and vkms, in a VM'
	@echo 'make bench         the compositor beside vkms, pixman and memcpy: table and plots'
	@echo 'make bench-compose the compositor in the kernel, beside vkms, in a VM'
	@echo 'make bench-monitor rate and latency of the V4L2 monitor, in a VM'
	@echo 'make bench-clock   how true vblanks are to the mode, beside vkms, in a VM'
	@echo 'make bench-kms     flips, CRCs, writeback and idle cost beside vkms and evdi, in a VM'
	@echo 'make install       install library, tools, udev rules and uapi headers below PREFIX'
	@echo 'make uninstall     remove what make install, with the same PREFIX, has installed'
	@echo 'make dkms-install  give the modules to DKMS, which builds them for each kernel'
	@echo 'make dkms-uninstall  take them away again'
	@echo 'make deb           Debian packages, in build/deb (SUITES="bookworm trixie")'
	@echo 'make check-deb     install, use and purge them in fresh systems'
	@echo 'make uapi-install  install the uapi headers below PREFIX'
	@echo 'make docs          what the headers say, as man pages and HTML, in build/docs'
	@echo 'make check-docs    run the commands of the documents, here and in VMs'
	@echo 'make clean         remove what was built'

modules:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

programs:
	$(MAKE) -C userspace all device-tests bench
	$(MAKE) -C igt-tests
	$(MAKE) -C demo

uapi-install:
	install -D -m 644 uapi/vprime_drm.h $(DESTDIR)$(PREFIX)/include/drm/vprime_drm.h
	install -D -m 644 uapi/vprime_peer.h $(DESTDIR)$(PREFIX)/include/linux/vprime_peer.h

install: uapi-install system-install
	$(MAKE) -C userspace install

# What an installation into an empty directory consists of, and directories that are empty then, but
# those of the Filesystem Hierarchy Standard.
uninstall:
	rm -rf build/installed
	$(MAKE) -s install DESTDIR=$(CURDIR)/build/installed
	cd build/installed && find . ! -type d | while read -r file; do rm -fv "$(DESTDIR)/$$file"; done
	cd build/installed$(PREFIX) && find . -mindepth 2 -depth -type d ! -path ./share/man | while read -r directory; do \
		rmdir --ignore-fail-on-non-empty "$(DESTDIR)$(PREFIX)/$$directory" 2>/dev/null || :; done
	rm -rf build/installed

# What tells udev and systemd about cards. /usr/local is a place that both look into, too.
UDEVDIR ?= $(PREFIX)/lib/udev
SYSTEMDDIR ?= $(PREFIX)/lib/systemd
EXAMPLEDIR ?= $(PREFIX)/share/doc/vprime/examples
BINDIR ?= $(PREFIX)/bin

system-install:
	install -d $(DESTDIR)$(UDEVDIR)/rules.d $(DESTDIR)$(SYSTEMDDIR)/system $(DESTDIR)$(EXAMPLEDIR)
	install -m 644 packaging/udev/*.rules $(DESTDIR)$(UDEVDIR)/rules.d
	sed 's|@BINDIR@|$(BINDIR)|' packaging/systemd/vprime-restore.service \
		> $(DESTDIR)$(SYSTEMDDIR)/system/vprime-restore.service
	chmod 644 $(DESTDIR)$(SYSTEMDDIR)/system/vprime-restore.service
	for group in packaging/sysusers/*.conf; do \
		[ ! -e $$group ] || install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/sysusers.d $$group; done
	install -m 644 packaging/modprobe/vprime.conf.example packaging/descriptions/desk.json \
		$(DESTDIR)$(EXAMPLEDIR)

# The modules' source, as DKMS wants it.
VERSION := $(shell sed -n 's/^VERSION := //p' userspace/Makefile)
DKMS_SOURCE ?= $(DESTDIR)/usr/src/vprime-$(VERSION)

dkms-source:
	packaging/dkms/source $(DKMS_SOURCE) $(VERSION)

dkms-install: dkms-source
	packaging/dkms/install $(VERSION)

dkms-uninstall:
	dkms remove vprime/$(VERSION) --all
	rm -rf $(DKMS_SOURCE)

# one or more of bookworm, trixie, forky; this machine's if none is named
SUITES ?=

deb:
	packaging/deb $(SUITES)

check-deb:
	packaging/check-deb

check:
	.ci/check

check-all:
	.ci/check-all

kernels:
	.ci/kernels

bench:
	drm_driver/compose/bench/run

docs:
	docs/make

check-docs:
	docs/check --boots

demo:
	demo/run

demo-compositors:
	demo/compositors

bench-prime:
	userspace/bench/run-prime

bench-compose:
	userspace/bench/run-compose

bench-monitor:
	userspace/bench/run-monitor

bench-clock:
	userspace/bench/run-clock

bench-kms:
	userspace/bench/run-kms

clean:
	-$(MAKE) -C $(KDIR) M=$(CURDIR) clean
	$(MAKE) -C userspace clean
	$(MAKE) -C igt-tests clean
	$(MAKE) -C demo clean
	$(MAKE) -C drm_driver/compose/tests clean
	$(MAKE) -C drm_driver/compose/bench clean
	$(MAKE) -C drm_driver/edid/tests clean
