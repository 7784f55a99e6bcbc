#include "data/hub_owner.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/file.h"

#define MAX_TEXT      512
#define SILENCE_LIMIT 120 /* seconds without a beat; clocks of two hosts may differ by some */

/* The first word of a small file, or "-" where there is none (systems without /proc). */
static void read_word(const char *path, char *word, size_t size) {
    snprintf(word, size, "-");
    FILE *file = fopen(path, "re");
    if (!file) return;
    if (!fgets(word, (int)size, file) || word[0] == '\n') snprintf(word, size, "-");
    word[strcspn(word, " \r\n")] = '\0';
    fclose(file);
}

/* When the process started: a number that comes back only with the process, unlike its pid. */
static unsigned long long start_of(long pid) {
    char path[64], line[1024];
    unsigned long long start = 0;
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    FILE *file = fopen(path, "re");
    if (!file) return 0;
    if (fgets(line, sizeof line, file)) {
        /* Field 22; the name in field 2 may hold spaces and brackets. */
        const char *at = strrchr(line, ')');
        for (int field = 2; at && field < 22; field++) at = strchr(at + 1, ' ');
        if (at) sscanf(at, " %20llu", &start);
    }
    fclose(file);
    return start;
}

static mg_hub_owner this_process(void) {
    mg_hub_owner owner = {.pid = (long)getpid()};
    char host[256] = "-";
    if (gethostname(host, sizeof host - 1) || !host[0]) snprintf(host, sizeof host, "-");
    host[strcspn(host, " \r\n")] = '\0';
    snprintf(owner.host, sizeof owner.host, "%.79s", host);
    read_word("/proc/sys/kernel/random/boot_id", owner.boot, sizeof owner.boot);
    owner.start = start_of(owner.pid);
    return owner;
}

static int print_owner(const mg_hub_owner *owner, char *text, size_t size) {
    return snprintf(text, size, "host %s\nboot %s\npid %ld\nstart %llu\n", owner->host, owner->boot,
                    owner->pid, owner->start);
}

bool mg_hub_owner_parse(const char *text, mg_hub_owner *owner) {
    *owner = (mg_hub_owner){0};
    int n = sscanf(text, "host %79s boot %47s pid %18ld start %20llu", owner->host, owner->boot,
                   &owner->pid, &owner->start);
    return n == 4 && owner->pid > 0;
}

/* The text and the seconds since the last beat; false if there is no such file. */
static bool read_owner(const char *path, char text[MAX_TEXT], double *silence) {
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    ssize_t n = read(fd, text, MAX_TEXT - 1);
    text[n > 0 ? n : 0] = '\0';
    *silence = fstat(fd, &info) == 0 ? difftime(time(NULL), info.st_mtime) : 0;
    close(fd);
    return true;
}

static bool is_gone(const char *text, double silence) {
    mg_hub_owner owner, here = this_process();
    if (!mg_hub_owner_parse(text, &owner)) return silence > SILENCE_LIMIT;
    bool told = strcmp(owner.host, here.host) == 0 && strcmp(owner.boot, here.boot) == 0;
    if (!told) return silence > SILENCE_LIMIT;
    if (kill((pid_t)owner.pid, 0) != 0 && errno == ESRCH) return true;
    return owner.start != 0 && start_of(owner.pid) != owner.start;
}

/* Where it fails, a third has come in between, and owns. */
static void put_back(const char *aside, const char *path) {
    if (link(aside, path) != 0) return;
}

/* Removes the file if it still is the one that was judged. It is renamed first: two that judge at
 * once must not each remove what the other has put there since. */
static void remove_judged(const char *path, const char *judged) {
    char now[MAX_TEXT];
    double silence;
    char *aside = mg_asprintf("%s.%ld-%lx", path, (long)getpid(), (unsigned long)pthread_self());
    if (!aside) return;
    if (rename(path, aside) == 0) {
        if (read_owner(aside, now, &silence) && strcmp(now, judged) != 0) put_back(aside, path);
        unlink(aside);
    }
    mg_free(aside);
}

static mg_status create(const char *path, bool *taken) {
    char text[MAX_TEXT];
    mg_hub_owner owner = this_process();
    int length = print_owner(&owner, text, sizeof text);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0 && errno == EEXIST) return MG_OK;
    if (fd < 0) return mg_fail_errno("write", path, errno);
    *taken = write(fd, text, (size_t)length) == length;
    int error = errno;
    close(fd);
    if (*taken) return MG_OK;
    unlink(path);
    return mg_fail_errno("write", path, error);
}

mg_status mg_hub_owner_take(const char *path, bool *taken, mg_hub_owner *who) {
    char text[MAX_TEXT];
    double silence;
    *taken = false;
    *who = (mg_hub_owner){0};
    MG_TRY(create(path, taken));
    if (*taken || !read_owner(path, text, &silence)) return MG_OK;
    if (!is_gone(text, silence)) {
        (void)mg_hub_owner_parse(text, who);
        return MG_OK;
    }
    remove_judged(path, text);
    return create(path, taken);
}

void mg_hub_owner_beat(const char *path) {
    (void)utimensat(AT_FDCWD, path, NULL, 0);
}

void mg_hub_owner_release(const char *path) {
    unlink(path);
}
