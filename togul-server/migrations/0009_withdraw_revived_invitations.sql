-- Removing a member now withdraws the invitations that they sent. This withdraws those of members who were removed before,
-- so that inviting such a member again does not make their earlier invitations valid.

delete from invitations
where not exists (
    select 1
    from members m
    where m.organization_id = invitations.organization_id
      and m.user_id = invitations.invited_by
      and m.created_at <= invitations.created_at
);
