-- What an authority's own staff read of its plans: a thousand of them at a time, not the whole register.
create index plan_of_authority on register.plan (authority_code, local_id, nhs_number);
