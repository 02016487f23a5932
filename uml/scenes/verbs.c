// SPDX-License-Identifier: GPL-2.0
/* What actors do: a function for each row of verbs.h. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "numbers.h"
#include "play.h"
#include "tkvm_uapi.h"
#include "tmmu_uapi.h"

__thread unsigned int scene_me = IL_MAX_ACTORS;

bool scene_is_other(void)
{
	return scene_me < scene.nr_actors && scene.actor[scene_me].other;
}

static int sys(long ret)
{
	return ret < 0 ? -errno : 0;
}

static int fd_of(const struct scene_op *op)
{
	return play.fd[op->dev];
}

static bool is_vm(const struct scene_op *op)
{
	return scene.device[op->dev].vm;
}

static char *at(const struct scene_op *op)
{
	return scene_at(op->page);
}

/* As the device knows it. */
static char *at_device(const struct scene_op *op)
{
	if (!op->slot)
		return at(op);
	return (char *)(LAB_SLOT_BASE * op->slot + (op->view ? TMMU_VIEW : 0));
}

static size_t size(const struct scene_op *op)
{
	return (op->last - op->page + 1) * LAB_PAGE;
}

static int advise(const struct scene_op *op, int advice)
{
	return sys(madvise(at(op), size(op), advice));
}

/* ---- the device ---------------------------------------------------------------- */

static int do_load(const struct scene_op *op)
{
	uint64_t value = 0;
	int err = is_vm(op) ? scene_vm_access(op, TKVM_LOAD, &value) :
			      lab_load(fd_of(op), at_device(op), &value);

	scene_judge_access(op, false, err, value);
	return err;
}

static int do_store(const struct scene_op *op)
{
	uint64_t value = scene_value_by(op);
	int err = is_vm(op) ? scene_vm_access(op, TKVM_STORE, &value) :
			      lab_store(fd_of(op), at_device(op), value);

	scene_judge_access(op, true, err, 0);
	return err;
}

static int do_submit(const struct scene_op *op)
{
	uint64_t value = scene_value_by(op);

	return lab_submit(play.bound, at(op), true, &value);
}

static int do_prefetch(const struct scene_op *op)
{
	lab_prefetch(fd_of(op), at_device(op));
	return 0;
}

/* For all that neither serve nor exit; they say when they have ended. */
static int do_serve(const struct scene_op *op)
{
	unsigned int i, n = 0;

	for (i = 0; i < scene.nr_actors; i++)
		n += !scene_does(&scene.actor[i], VERB_serve) &&
		     !scene_does(&scene.actor[i], VERB_exit);
	lab_serve(fd_of(op), n);
	return 0;
}

static int age_by(const struct scene_op *op, unsigned int question)
{
	struct tmmu_age age = {
		.start = (uintptr_t)at(op),
		.end = (uintptr_t)at(op) + size(op),
		.op = question,
	};

	return sys(ioctl(fd_of(op), TMMU_AGE, &age));
}

static int do_age(const struct scene_op *op)
{
	return age_by(op, TMMU_CLEAR_FLUSH_YOUNG);
}

static int do_age_clear(const struct scene_op *op)
{
	return age_by(op, TMMU_CLEAR_YOUNG);
}

static int do_age_test(const struct scene_op *op)
{
	return age_by(op, TMMU_TEST_YOUNG);
}

static int do_idle(const struct scene_op *op)
{
	uint64_t pfn = lab->word[WORD_PFN], word = 1ULL << pfn % 64;

	(void)op;
	return sys(pwrite(play.bitmap, &word, sizeof(word), pfn / 64 * 8));
}

static int do_attach(const struct scene_op *op)
{
	int id = scene_attach(op->dev);

	return id < 0 ? id : 0;
}

static int do_detach(const struct scene_op *op)
{
	return sys(ioctl(fd_of(op), TMMU_DETACH));
}

static int do_close(const struct scene_op *op)
{
	return is_vm(op) ? scene_vm_close(op->dev) : sys(close(fd_of(op)));
}

static int do_bind(const struct scene_op *op)
{
	(void)op;
	play.bound = open("/dev/tmmu", O_RDONLY | O_CLOEXEC);
	return lab_bind(play.bound, lab->word[WORD_NUMBER]);
}

static int do_slot(const struct scene_op *op)
{
	if (is_vm(op))
		return scene_vm_slot(op);
	return lab_slot(fd_of(op), op->slot, op->none ? 0 : LAB_SLOT_BASE * op->slot,
			op->none ? NULL : at(op), op->none ? 0 : LAB_PAGE,
			op->ro ? TMMU_SLOT_READONLY : 0);
}

static int do_unmap_window(const struct scene_op *op)
{
	(void)op;
	return sys(munmap((void *)LAB_WINDOW, 2 * LAB_PAGE));
}

static int do_unmap_first(const struct scene_op *op)
{
	(void)op;
	return sys(munmap((void *)LAB_WINDOW, LAB_PAGE));
}

static int do_unmap_second(const struct scene_op *op)
{
	(void)op;
	return sys(munmap((void *)(LAB_WINDOW + LAB_PAGE), LAB_PAGE));
}

/* ---- a VM ------------------------------------------------------------------------ */

static int do_cache_load(const struct scene_op *op)
{
	uint64_t value = 0;
	int err = scene_vm_access(op, TKVM_CACHE_LOAD, &value);

	/* a pfncache wants the right to store, whatever it is used for */
	scene_judge_access(op, true, err, 0);
	return err;
}

static int do_cache_store(const struct scene_op *op)
{
	uint64_t value = scene_value_by(op);
	int err = scene_vm_access(op, TKVM_CACHE_STORE, &value);

	scene_judge_access(op, true, err, 0);
	return err;
}

static int do_slot_again(const struct scene_op *op)
{
	int err = scene_vm_again(op);
	unsigned int i, n = 0;

	for (i = 0; i < scene.nr_actors; i++)
		n += scene_does(&scene.actor[i], VERB_slot_again);
	/* of two actors one finds what the other has left */
	lab_check(n > 1 || err != -EINVAL, "a slot that was deleted can be made again");
	return err;
}

static int do_log_on(const struct scene_op *op)
{
	return scene_vm_log(op, true);
}

static int do_log_take(const struct scene_op *op)
{
	return scene_vm_take_log(op);
}

static int do_log_off(const struct scene_op *op)
{
	return scene_vm_log(op, false);
}

static int do_private(const struct scene_op *op)
{
	return scene_vm_private(op, true);
}

static int do_shared(const struct scene_op *op)
{
	return scene_vm_private(op, false);
}

static int do_private_punch(const struct scene_op *op)
{
	return scene_vm_punch(op);
}

static int do_private_close(const struct scene_op *op)
{
	return scene_vm_close_private(op);
}

/* ---- the processor -------------------------------------------------------------- */

static __thread sigjmp_buf *no_access;

void scene_no_access(int sig)
{
	if (!no_access)
		_exit(2);
	siglongjmp(*no_access, sig);
}

int scene_access(unsigned int page, bool write, unsigned int word, uint64_t *value)
{
	volatile uint64_t *p = (volatile uint64_t *)scene_at(page) + word;
	sigjmp_buf back;

	no_access = &back;
	if (sigsetjmp(back, 0)) {
		no_access = NULL;
		return -EFAULT;
	}
	if (write)
		*p = *value;
	else
		*value = *p;
	no_access = NULL;
	return 0;
}

static int do_read(const struct scene_op *op)
{
	uint64_t value;

	return scene_access(op->page, false, 0, &value);
}

/* Not to a word that a device has stored to in the set-up. */
static int do_write(const struct scene_op *op)
{
	uint64_t value = scene_value_by(op);

	return scene_access(op->page, true, SCENE_CACHED, &value);
}

/* ---- memory ------------------------------------------------------------------------ */

static int do_zap(const struct scene_op *op)
{
	return advise(op, MADV_DONTNEED);
}

static int do_free(const struct scene_op *op)
{
	return advise(op, MADV_FREE);
}

static int do_cold(const struct scene_op *op)
{
	return advise(op, MADV_COLD);
}

static int do_pageout(const struct scene_op *op)
{
	return advise(op, MADV_PAGEOUT);
}

static int do_unmerge(const struct scene_op *op)
{
	return advise(op, MADV_UNMERGEABLE);
}

static int do_merge(const struct scene_op *op)
{
	(void)op;
	return lab_ksm_scan() ? 0 : -ENOSYS;
}

static int do_unmap(const struct scene_op *op)
{
	return sys(munmap(at(op), size(op)));
}

static int do_protect(const struct scene_op *op)
{
	return sys(mprotect(at(op), size(op), PROT_READ));
}

static int do_allow(const struct scene_op *op)
{
	return sys(mprotect(at(op), size(op), PROT_READ | PROT_WRITE));
}

static int do_remap(const struct scene_op *op)
{
	void *to = op->to == SCENE_PAGES ? (void *)(SCENE_REMAPPED + op->page * LAB_PAGE) :
		   scene_at(op->to);

	to = mremap(at(op), size(op), size(op), MREMAP_MAYMOVE | MREMAP_FIXED, to);
	return to == MAP_FAILED ? -errno : 0;
}

/* One child at a time. */
static int do_fork(const struct scene_op *op)
{
	(void)op;
	if (__atomic_exchange_n(&lab->word[WORD_FORKED], 1, __ATOMIC_RELAXED))
		return -EBUSY;
	lab_fork();
	return 0;
}

static int do_end_child(const struct scene_op *op)
{
	(void)op;
	if (!__atomic_exchange_n(&lab->word[WORD_FORKED], 0, __ATOMIC_RELAXED))
		return -ECHILD;
	lab_end_child();
	return 0;
}

static int do_move(const struct scene_op *op)
{
	struct lab_uffdio_move m = {
		.src = (uintptr_t)at(op),
		.dst = (uintptr_t)play.moved_to,
		.len = LAB_PAGE,
	};

	return sys(ioctl(play.uffd, LAB_UFFDIO_MOVE, &m));
}

/* Another process has the disk only; it does not touch its mapping. */
static int do_sync(const struct scene_op *op)
{
	void *p = scene_is_other() ? lab_map(play.disk, 1) : at(op);

	return sys(msync(p, size(op), MS_SYNC));
}

static int do_clear_refs(const struct scene_op *op)
{
	(void)op;
	return lab_write_text("/proc/self/clear_refs", "4") ? 0 : -EIO;
}

static int do_scan(const struct scene_op *op)
{
	struct lab_pm_scan_arg arg = { .size = sizeof(arg) };

	arg.flags = LAB_PM_SCAN_WP_MATCHING;
	arg.start = (uintptr_t)at(op);
	arg.end = arg.start + size(op);
	arg.category_mask = LAB_PAGE_IS_PRESENT;
	arg.return_mask = LAB_PAGE_IS_PRESENT;
	return sys(ioctl(play.pagemap, LAB_PAGEMAP_SCAN, &arg));
}

static int do_punch(const struct scene_op *op)
{
	return sys(fallocate(play.file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			     scene_memory_of(op->page) * LAB_PAGE, size(op)));
}

static int do_cut(const struct scene_op *op)
{
	return sys(ftruncate(play.file, scene_memory_of(op->page) * LAB_PAGE));
}

/* ---- processes ------------------------------------------------------------------- */

static int do_signal(const struct scene_op *op)
{
	pid_t tid = lab->word[WORD_TID + op->page];

	return tid ? sys(syscall(SYS_tgkill, getpid(), tid, SIGUSR1)) : -ESRCH;
}

static int do_kill_actor(const struct scene_op *op)
{
	pid_t pid = lab->word[WORD_TID + op->page];

	return pid ? sys(kill(pid, SIGKILL)) : -ESRCH;
}

static int do_kill(const struct scene_op *op)
{
	(void)op;
	return sys(kill(lab->word[WORD_PID], SIGKILL));
}

static int do_reap(const struct scene_op *op)
{
	int pidfd = syscall(SYS_pidfd_open, (pid_t)lab->word[WORD_PID], 0);
	int err = do_kill(op);

	if (!err)
		err = sys(syscall(LAB_SYS_process_mrelease, pidfd, 0));
	close(pidfd);
	return err;
}

static int do_exit(const struct scene_op *op)
{
	(void)op;
	lab_exit();
	return 0;
}

static int (*const does[NR_VERBS])(const struct scene_op *op) = {
#define VERB(name, function, needs, help)	do_##function,
#include "verbs.h"
#undef VERB
};

int scene_do(const struct scene_op *op)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < op->times; i++)
		err = does[op->verb](op);
	return err;
}
