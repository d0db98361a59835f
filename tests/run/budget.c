/* The budget is a hard cap; a charge comes back only on a sure refusal. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "run/budget.h"

Test(budget, gives_out_no_more_than_its_maximum)
{
    struct budget budget;
    bool later = false;
    budget_init(&budget, 2);
    cr_assert(budget_try(&budget, &later));
    cr_assert(budget_try(&budget, &later));
    cr_expect_not(budget_try(&budget, &later));
    cr_expect(later, "both may still come back");
    budget_settle(&budget, BUDGET_STARTED);
    budget_settle(&budget, BUDGET_PRESUMED);
    cr_expect_not(budget_try(&budget, &later));
    cr_expect_not(later, "what is presumed started counts like what is known");
    budget_clear(&budget);
}

Test(budget, takes_a_charge_back)
{
    struct budget budget;
    bool later = false;
    budget_init(&budget, 1);
    for (int i = 0; i < 5; i++) {
        cr_assert(budget_try(&budget, &later));
        budget_settle(&budget, BUDGET_RETURNED);
    }
    cr_expect_eq(budget.started + budget.presumed, 0);
    budget_clear(&budget);
}

Test(budget, of_zero_gives_nothing_and_waits_for_nothing)
{
    struct budget budget;
    budget_init(&budget, 0);
    cr_expect_not(budget_reserve(&budget));
    budget_clear(&budget);
}

static void *reserve(void *budget)
{
    return budget_reserve(budget) ? budget : NULL;
}

/* Another thread waits for the only charge; what it gets depends on how ours ends. */
static bool other_gets_one(enum budget_settlement settlement, bool close)
{
    struct budget budget;
    pthread_t other;
    void *got = NULL;
    budget_init(&budget, 1);
    cr_assert(budget_reserve(&budget));
    cr_assert_eq(pthread_create(&other, NULL, reserve, &budget), 0);
    if (close)
        budget_close(&budget);
    else
        budget_settle(&budget, settlement);
    pthread_join(other, &got);
    budget_clear(&budget);
    return got != NULL;
}

Test(budget, lets_who_waits_have_what_comes_back)
{
    cr_expect(other_gets_one(BUDGET_RETURNED, false));
    cr_expect_not(other_gets_one(BUDGET_STARTED, false));
    cr_expect_not(other_gets_one(BUDGET_PRESUMED, false));
    cr_expect_not(other_gets_one(BUDGET_RETURNED, true));
}

struct spending {
    struct budget budget;
    atomic_size_t at_once, most, started;
};

static void *spend(void *context)
{
    struct spending *spending = context;
    for (int i = 0; i < 200 && budget_reserve(&spending->budget); i++) {
        size_t now = atomic_fetch_add(&spending->at_once, 1) + 1 + atomic_load(&spending->started);
        size_t most = atomic_load(&spending->most);
        while (now > most && !atomic_compare_exchange_weak(&spending->most, &most, now))
            continue;
        bool started = i % 50 == 7;
        if (started)
            atomic_fetch_add(&spending->started, 1);
        atomic_fetch_sub(&spending->at_once, 1);
        budget_settle(&spending->budget, started ? BUDGET_STARTED : BUDGET_RETURNED);
    }
    return NULL;
}

Test(budget, holds_whoever_asks_at_once)
{
    enum { THREADS = 8, MAXIMUM = 5 };
    struct spending spending = {0};
    pthread_t threads[THREADS];
    budget_init(&spending.budget, MAXIMUM);
    for (size_t i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, spend, &spending), 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    cr_expect_eq(spending.budget.started, MAXIMUM, "%zu", spending.budget.started);
    cr_expect_eq(spending.budget.reserved, 0);
    cr_expect_leq(atomic_load(&spending.started), MAXIMUM);
    budget_clear(&spending.budget);
}
