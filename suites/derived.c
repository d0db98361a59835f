#include "suites/derived.h"

#include <stdlib.h>

struct derived {
    const struct contract *contract;
    struct violations *lists; /* of each of its operations; `made`: was it asked for? */
    bool *made;
    struct odd_items odd;
    bool odd_made;
};

struct derived *derived_new(const struct contract *contract)
{
    struct derived *derived = memory_new(sizeof *derived);
    size_t room = contract->operation_count + 1;
    *derived = (struct derived){.contract = contract,
                                .lists = memory_new(room * sizeof *derived->lists),
                                .made = memory_new(room * sizeof *derived->made)};
    return derived;
}

void derived_forget(struct derived *derived)
{
    for (size_t i = 0; i < derived->contract->operation_count; i++) {
        violations_clear(&derived->lists[i]);
        derived->made[i] = false;
    }
    odd_items_clear(&derived->odd);
    derived->odd_made = false;
}

void derived_free(struct derived *derived)
{
    if (!derived)
        return;
    derived_forget(derived);
    free(derived->lists);
    free(derived->made);
    free(derived);
}

const struct violations *derived_violations(const struct crew *crew,
                                            const struct contract_operation *operation)
{
    struct derived *derived = crew->derived;
    size_t index = (size_t)(operation - derived->contract->operations);
    if (!derived->made[index]) {
        derived->made[index] = true;
        violations_of_operation(&derived->lists[index], crew, operation);
    }
    return &derived->lists[index];
}

const struct odd_items *derived_odd_items(const struct crew *crew)
{
    struct derived *derived = crew->derived;
    if (!derived->odd_made)
        odd_items_of_kickoff(&derived->odd, crew);
    derived->odd_made = true;
    return &derived->odd;
}
