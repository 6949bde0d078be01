# The two commands of a newcomer, and the usual ones.
#
#   make demo   install what is missing, build, melt and quench silicon on two ranks
#   make test   install what is missing, build and run every test
#
#   make test-avx2   every test as built for a processor without AVX-512
#   make build | lint | format | install PREFIX=/usr/local | clean
#   make bench-kernels | bench-step | bench-scaling | bench-projection ARGS="--help"

PREFIX ?= /usr/local
CONFIGURATION ?= release
BINARY = .build/$(CONFIGURATION)/swift-md
RANKS ?= 2
DEMO_OUTPUT = .build/demo
# Open MPI refuses to start as root (containers) and on fewer cores than ranks unless told.
# PMIX_MCA_gds: Debian 12's PMIx 4.2.2 may wait for a lock of its shared memory for ever when a run ends.
MPIRUN = OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 PMIX_MCA_gds=hash mpirun --oversubscribe
# Stamped into the binary for --version and the head of every log.
export SWIFT_MD_MARCH ?= native

.PHONY: demo test test-avx2 build install lint format clean dependencies test-dependencies
.PHONY: bench-kernels bench-step bench-scaling bench-projection bench-test

demo: build
	@mkdir -p $(DEMO_OUTPUT)
	cd Examples/silicon && $(MPIRUN) -np $(RANKS) ../../$(BINARY) -in melt-and-quench.in \
	  -var out ../../$(DEMO_OUTPUT)/silicon.h5md -log ../../$(DEMO_OUTPUT)/log.lammps
	@echo
	@echo "The trajectory is $(DEMO_OUTPUT)/silicon.h5md (MDAnalysis and h5py read it),"
	@echo "the log is $(DEMO_OUTPUT)/log.lammps."

# Optimised, since the tests run real dynamics; apart from the build that people use.
TESTING = -c release -Xswiftc -enable-testing --scratch-path .build/testing

test: test-dependencies
	swift build --build-tests $(TESTING)
	SWIFT_MD_PYTHON=$(abspath .venv/bin/python) swift test --skip-build $(TESTING)

# The same as a processor with AVX2 and without AVX-512 would: kernels take other ways there.
test-avx2:
	$(MAKE) test SWIFT_MD_MARCH=x86-64-v3 TESTING="$(TESTING:.build/testing=.build/avx2)"

build: dependencies
	swift build -c $(CONFIGURATION)

# One binary with the Swift runtime inside: compute nodes need only MPI and HDF5.
install: dependencies
	swift build -c release --product swift-md --static-swift-stdlib --scratch-path .build/static
	install -D -s -m 755 .build/static/release/swift-md $(DESTDIR)$(PREFIX)/bin/swift-md

SWIFT_SOURCES = Package.swift Sources Tests $(addprefix Benchmarks/,Package.swift Sources Tests)

lint:
	swift format lint --strict --recursive $(SWIFT_SOURCES)

format:
	swift format --in-place --recursive $(SWIFT_SOURCES)

# The measurements behind the README's numbers; Benchmarks/README.md tells how to read them.
BENCHMARK = swift run -c release --package-path Benchmarks
ARGS ?=

bench-kernels bench-projection: bench-%:
	$(BENCHMARK) $* $(ARGS)

bench-step bench-scaling: bench-%: build
	$(BENCHMARK) $* $(ARGS)

bench-test:
	swift test --package-path Benchmarks

clean:
	swift package clean
	rm -rf $(DEMO_OUTPUT)

dependencies:
	@.ci/setup build

test-dependencies:
	@.ci/setup test
