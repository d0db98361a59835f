#include "run/budget.h"

void budget_init(struct budget *budget, size_t maximum)
{
    *budget = (struct budget){.maximum = maximum};
    pthread_mutex_init(&budget->lock, NULL);
    pthread_cond_init(&budget->settled, NULL);
}

void budget_clear(struct budget *budget)
{
    pthread_mutex_destroy(&budget->lock);
    pthread_cond_destroy(&budget->settled);
}

/* With the lock held: is there a charge, may there be one later, or never? */
static bool take(struct budget *budget, size_t spare, bool *later)
{
    size_t spent = budget->started + budget->presumed + spare;
    *later = !budget->closed && spent < budget->maximum;
    if (!*later || spent + budget->reserved >= budget->maximum)
        return false;
    budget->reserved++;
    return true;
}

bool budget_reserve(struct budget *budget)
{
    return budget_reserve_sparing(budget, 0);
}

bool budget_reserve_sparing(struct budget *budget, size_t spare)
{
    bool later = false;
    pthread_mutex_lock(&budget->lock);
    bool taken = take(budget, spare, &later);
    while (!taken && later) {
        pthread_cond_wait(&budget->settled, &budget->lock);
        taken = take(budget, spare, &later);
    }
    pthread_mutex_unlock(&budget->lock);
    return taken;
}

bool budget_try(struct budget *budget, bool *later)
{
    pthread_mutex_lock(&budget->lock);
    bool taken = take(budget, 0, later);
    pthread_mutex_unlock(&budget->lock);
    return taken;
}

void budget_settle(struct budget *budget, enum budget_settlement settlement)
{
    pthread_mutex_lock(&budget->lock);
    budget->reserved--;
    budget->started += settlement == BUDGET_STARTED;
    budget->presumed += settlement == BUDGET_PRESUMED;
    pthread_cond_broadcast(&budget->settled);
    pthread_mutex_unlock(&budget->lock);
}

void budget_close(struct budget *budget)
{
    pthread_mutex_lock(&budget->lock);
    budget->closed = true;
    pthread_cond_broadcast(&budget->settled);
    pthread_mutex_unlock(&budget->lock);
}
