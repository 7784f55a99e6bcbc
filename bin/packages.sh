# shellcheck shell=sh disable=SC2154,SC2016 # $root is set by the reader; tests run later
# Installs what the build or the tests need and this machine lacks. Read by bin/start.sh and
# tests/run.sh with `.`, who set $root; not a command of its own.
#
#     need TEST DEBIAN BREW WHY     note the packages as missing unless the shell command TEST succeeds
#     install_missing               install what was noted; nothing is asked for where nothing is missing
#
# A `-` for BREW means that macOS has it or the package manager brings it along.

missing=''
missing_text=''

say() {
    printf '%s\n' "$*" >&2
}

die() {
    say "error: $*"
    exit 1
}

need() {
    if eval "$1" >/dev/null 2>&1; then return 0; fi
    if [ "$(uname -s)" = Darwin ]; then package=$3; else package=$2; fi
    if [ "$package" = - ]; then return 0; fi
    missing="$missing $package"
    missing_text="$missing_text
    $package: $4"
}

need_for_build() {
    need 'echo "#include <stdlib.h>" | cc -E -' 'gcc libc6-dev' - 'the C compiler and its headers'
    need 'command -v cmake' cmake cmake 'configures the build'
    need 'command -v ninja' ninja-build ninja 'runs the build'
    need 'command -v pkg-config' pkg-config pkgconf 'finds the libraries'
    need 'pkg-config --exists jansson' libjansson-dev jansson 'reads and writes JSON'
    need 'pkg-config --exists libzstd' libzstd-dev zstd 'compresses problem files'
    need 'pkg-config --exists gmp' libgmp-dev gmp 'whole numbers and fractions of any size'
    need 'pkg-config --exists libcurl' libcurl4-openssl-dev curl 'fetches data sets'
    need 'pkg-config --exists liblz4' liblz4-dev lz4 'reads data sets compressed with LZ4'
    need 'pkg-config --exists libcrypto' libssl-dev openssl@3 'checks the SHA-256 of what was fetched'
    need 'pkg-config --exists vulkan' libvulkan-dev 'vulkan-headers vulkan-loader' 'the Vulkan headers and loader'
    need 'command -v glslc' glslc shaderc 'compiles the shaders'
    need 'ls "$(brew --prefix molten-vk)"/lib' - molten-vk 'Vulkan on Metal'
}

need_for_tests() {
    need_for_build
    need 'pkg-config --exists cmocka' libcmocka-dev cmocka 'runs the unit tests'
    need 'echo "int main(void) { return 0; }" | clang -fsanitize=address -x c - -o /dev/null' \
        'clang libclang-rt-dev' - 'the second compiler, and its sanitizers'
    need 'command -v llvm-symbolizer' llvm - 'names the functions in what the sanitizers report'
    need 'ls /usr/share/vulkan/icd.d/lvp_icd*' mesa-vulkan-drivers - 'lavapipe, a Vulkan device in software'
    need 'ls /usr/share/vulkan/explicit_layer.d/*validation*' vulkan-validationlayers - \
        'checks every Vulkan call'
}

# Prints the command that runs apt-get as root, or nothing where there is no way to be root.
root_command() {
    if [ "$(id -u)" = 0 ]; then
        echo env
    elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        echo sudo
    fi
}

install_with_apt() {
    as_root=$(root_command)
    if [ -z "$as_root" ]; then
        die "installing needs root or sudo, and there is neither; ask an administrator to run
    apt-get install --no-install-recommends$missing
and run this command again"
    fi
    log=$root/build/apt.log
    mkdir -p "$root/build"
    say "Installing with apt-get; its output goes to $log"
    if ! $as_root apt-get -q update >"$log" 2>&1; then
        say 'apt-get update failed (no network?); trying with the package lists that are here'
    fi
    # shellcheck disable=SC2086 # one word a package
    if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
        $missing >>"$log" 2>&1; then
        tail -n 5 "$log" >&2
        die "apt-get could not install$missing; the whole output is in $log"
    fi
}

install_missing() {
    if [ -z "$missing" ]; then return 0; fi
    say "Missing on this machine:$missing_text"
    if [ "$(uname -s)" = Darwin ]; then
        # Written with care, never run: there is no Mac at hand.
        xcode-select -p >/dev/null 2>&1 || die 'run "xcode-select --install" first, for the C compiler'
        command -v brew >/dev/null 2>&1 || die 'install Homebrew (https://brew.sh) first'
        # shellcheck disable=SC2086
        brew install $missing
    elif command -v apt-get >/dev/null 2>&1; then
        install_with_apt
    else
        die 'this script installs through apt-get or Homebrew only; install the above and run it again'
    fi
}
