#include "suites/odd_split.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"

struct splitting {
    odd_try *try;
    void *context;
    struct odd_verdict *verdicts;
};

static void set(struct splitting *splitting, const size_t *members, size_t count, struct odd_verdict verdict)
{
    for (size_t i = 0; i < count; i++)
        splitting->verdicts[members[i]] = verdict;
}

static void split(struct splitting *splitting, const size_t *members, size_t count, struct odd_verdict group,
                  bool tried);

/* Tries the members; true where they are taken. */
static bool settle(struct splitting *splitting, const size_t *members, size_t count)
{
    struct odd_verdict verdict = splitting->try(splitting->context, members, count);
    bool refused = verdict.outcome == ODD_REFUSED || verdict.outcome == ODD_CRASHED;
    if (refused)
        split(splitting, members, count, verdict, true);
    else
        set(splitting, members, count, verdict);
    return verdict.outcome == ODD_TAKEN;
}

/* One that is left: it may be refused only beside others that are gone. */
static void confirm(struct splitting *splitting, const size_t *member, struct odd_verdict group)
{
    struct odd_verdict verdict = splitting->try(splitting->context, member, 1);
    set(splitting, member, 1, verdict.outcome == ODD_UNDECIDED ? group : verdict);
}

/* The members are known to be refused; `tried` just as they are. */
static void split(struct splitting *splitting, const size_t *members, size_t count, struct odd_verdict group,
                  bool tried)
{
    size_t half = count / 2;
    if (count == 1 && tried)
        set(splitting, members, count, group);
    else if (count == 1)
        confirm(splitting, members, group);
    else if (settle(splitting, members, half))
        split(splitting, members + half, count - half, group, false);
    else
        settle(splitting, members + half, count - half);
}

void odd_split(size_t count, struct odd_verdict group, odd_try *try, void *context,
               struct odd_verdict *verdicts)
{
    struct splitting splitting = {try, context, verdicts};
    size_t *members = memory_new((count + 1) * sizeof *members);
    for (size_t i = 0; i < count; i++)
        members[i] = i;
    if (count)
        split(&splitting, members, count, group, true);
    free(members);
}
