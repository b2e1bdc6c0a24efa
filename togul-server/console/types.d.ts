/** The objects of the API, as far as the console reads them. */

export type { Child, ComponentType, VNode } from "./vendor/preact.js";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export interface User {
    id: string;
    name: string;
    email: string;
}
export interface OrganizationSummary {
    id: string;
    slug: string;
    name: string;
    /** The key of the caller's role. */
    role: string;
    /** The caller's permissions, where the server sends them. */
    permissions?: string[];
}
export interface Session {
    token: string;
    user: User;
    current_organization: OrganizationSummary | null;
    organizations: OrganizationSummary[];
}
export interface Project {
    id: string;
    organization_id: string;
    slug: string;
    name: string;
    description: string;
    /** The caller's permissions in the project, where the server sends them. */
    permissions?: string[];
    created_at: string;
    updated_at: string;
}
export interface Environment {
    id: string;
    project_id: string;
    key: string;
    name: string;
    description: string;
    color?: string | null;
    confirm_changes?: boolean;
    regions: string[];
    revision: number;
    version: number;
}
export interface Role {
    id: string;
    key: string;
    name: string;
    is_system: boolean;
    permissions: string[];
}
export interface OpenSession {
    id: string;
    organization_id: string | null;
    address: string;
    created_at: string;
    last_used_at: string;
    expires_at: string;
    is_current: boolean;
}
export interface MachineToken {
    id: string;
    name: string;
    role: Role;
    project_id: string | null;
    created_by: string;
    expires_at: string | null;
    created_at: string;
}
/** A person with a role, in the organization or in a project. */
export interface Member {
    id: string;
    user: { id: string; name: string; email: string };
    role: Role;
    created_at: string;
}
export interface Invitation {
    id: string;
    email: string;
    role: Role;
    expires_at: string;
    created_at: string;
}
export interface ApiKey {
    id: string;
    environment_id: string;
    name: string;
    scope: "server" | "sdk" | "stream";
    key_prefix: string;
    last_used_at: string | null;
    last_used_ip: string | null;
    expires_at: string | null;
    revoked_at: string | null;
    created_at: string;
}
export type ValueType = "boolean" | "string" | "number" | "json";
export interface Variant {
    key: string;
    value: Json;
    name?: string;
}
export interface Prerequisite {
    flag: string;
    values: Json[];
}
export interface Flag {
    id: string;
    environment_id: string;
    key: string;
    name: string;
    description: string;
    enabled: boolean;
    value_type: ValueType;
    default_value: Json;
    off_value: Json;
    variants: Variant[];
    prerequisites: Prerequisite[];
    version: number;
    archived_at: string | null;
    created_at: string;
    updated_at: string;
}
export interface Leaf {
    attribute?: string;
    operator: string;
    value?: Json;
}
export type Condition = Leaf | { any: Condition[] } | { all: Condition[] } | { not: Condition };
export interface Weight {
    variant: string;
    weight: number;
}
export interface Rule {
    id: string;
    flag_id: string;
    priority: number;
    rule_type: "boolean" | "attribute" | "percentage";
    attribute: string | null;
    operator: string | null;
    value_json: string | null;
    rollout_percentage: number | null;
    bucket_by: string;
    seed: string | null;
    conditions: Condition[];
    return_value: Json;
    variant: string | null;
    split: Weight[] | null;
    is_active: boolean;
    version: number;
}
export interface Segment {
    id: string;
    environment_id: string;
    key: string;
    name: string;
    description: string;
    attribute: string;
    included: string[];
    excluded: string[];
    rules: { conditions: Condition[] }[];
    version: number;
}
export interface Warning {
    code: string;
    message: string;
    rule_id?: string;
    earlier_rule_id?: string;
    flags?: string[];
    moves?: { from: string; to: string; share: number }[];
}
export interface UsedBy {
    kind: "flag" | "rule" | "segment";
    id: string;
    /** Of a rule, the key of its flag. */
    key: string;
}
export interface AuditEntry {
    id: string;
    project_id: string | null;
    actor: { id: string | null; name: string; email?: string | null };
    action: string;
    target_type: string;
    target_id: string;
    /** The name or key that the target had, where the server sends it. */
    target_name?: string | null;
    flag_id: string | null;
    before: Record<string, Json> | null;
    after: Record<string, Json> | null;
    truncated: boolean;
    address: string | null;
    request_id: string;
    created_at: string;
}
/** An event of the change stream. Without `flag_key`, any flag of the environment may have changed. */
export interface ChangeEvent {
    type: string;
    flag_key?: string;
    segment_key?: string;
    environment_id?: string;
    version?: number;
}
