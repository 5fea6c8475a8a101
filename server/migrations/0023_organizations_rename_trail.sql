-- A person's new name and address reach every organization that they belong to; only their own. What was changed is
-- answered, one row per organization and hat, so that the trail of each knows it. The version before asks for no columns
-- and goes on.
drop function plinth.rename_member(text, text);
create function plinth.rename_member(p_name text, p_email text)
returns table (organization_id uuid, kind text, version integer, name text, email text)
language sql security definer set search_path = '' as $$
  with renamed_members as (
    update public.members m
       set name = p_name, email = p_email, version = m.version + 1, updated_at = plinth.now()
     where m.id = plinth.actor_user() and (m.name, m.email) is distinct from (p_name, p_email)
    returning new.organization_id, new.version, old.name, old.email
  ), renamed_buyers as (
    update public.buyers b
       set name = p_name, email = p_email, version = b.version + 1, updated_at = plinth.now()
     where b.id = plinth.actor_user() and (b.name, b.email) is distinct from (p_name, p_email)
    returning new.organization_id, new.version, old.name, old.email
  )
  select r.organization_id, 'member', r.version, r.name, r.email from renamed_members r
   union all
  select r.organization_id, 'buyer', r.version, r.name, r.email from renamed_buyers r
$$;
call plinth.serve_as_system('plinth.rename_member(text, text)');
