# SPDX-License-Identifier: MIT

KDIR ?= /lib/modules/$(shell uname -r)/build
PREFIX ?= /usr/local

.PHONY: all modules programs install uapi-install check demo bench bench-prime bench-compose clean help

all: modules

help:
	@echo 'make               build vprime.ko for the running kernel, or for KDIR=...'
	@echo 'make programs      build the library, the tools and the tests'
	@echo 'make demo          kmscube on the virtual monitor, in a VM, as a picture'
	@echo 'make check         everything that is tested, natively and in VMs'
	@echo 'make bench-prime   how long sharing takes, beside vgem and vkms, in a VM'
	@echo 'make bench         the compositor beside vkms, pixman and memcpy: table and plots'
	@echo 'make bench-compose the compositor in the kernel, beside vkms, in a VM'
	@echo 'make install       install library, tools and uapi headers below PREFIX'
	@echo 'make uapi-install  install the uapi headers below PREFIX'
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

install: uapi-install
	$(MAKE) -C userspace install

check:
	.ci/check

bench:
	drm_driver/compose/bench/run

demo:
	demo/run

bench-prime:
	userspace/bench/run-prime

bench-compose:
	userspace/bench/run-compose

clean:
	-$(MAKE) -C $(KDIR) M=$(CURDIR) clean
	$(MAKE) -C userspace clean
	$(MAKE) -C igt-tests clean
	$(MAKE) -C demo clean
	$(MAKE) -C drm_driver/compose/tests clean
	$(MAKE) -C drm_driver/compose/bench clean
	$(MAKE) -C drm_driver/edid/tests clean
	$(MAKE) -C drm_driver/tests clean
