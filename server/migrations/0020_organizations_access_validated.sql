-- The rule of 0019 holds for the invitations that were there before it.
alter table invitations validate constraint invitations_contact_fkey;
