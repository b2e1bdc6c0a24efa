//! The Rust versions that the manifests name: those of the libraries are as low as their dependencies allow.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use serde::Deserialize;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    rust_version: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    kind: Option<String>,
}

/// Major and minor.
type Version = (u32, u32);

#[test]
fn each_crate_names_a_rust_version_that_its_dependencies_support() {
    let metadata = metadata();
    let packages: BTreeMap<_, _> = metadata.packages.iter().map(|package| (&*package.id, package)).collect();
    let dependencies: BTreeMap<_, _> =
        metadata.resolve.nodes.iter().map(|node| (&*node.id, &node.deps)).collect();
    for name in ["togul-core", "togul-client", "togul-server"] {
        let own = metadata.packages.iter().find(|package| package.name == name).unwrap();
        let (mut reached, mut pending) = (BTreeSet::new(), vec![&*own.id]);
        while let Some(id) = pending.pop() {
            let built = dependencies[id].iter().filter(|dependency| dependency.is_built());
            pending.extend(built.map(|dependency| &*dependency.pkg).filter(|id| reached.insert(*id)));
        }
        assert!(reached.len() > 20, "{name} has only {} dependencies", reached.len());
        let supported = own.rust_version().expect("our crates name their version");
        for package in reached.into_iter().map(|id| packages[id]) {
            assert!(
                package.rust_version().is_none_or(|needed| needed <= supported),
                "{name} names Rust {}, but its dependency {} needs {}",
                own.rust_version.as_deref().unwrap_or_default(),
                package.id,
                package.rust_version.as_deref().unwrap_or_default(),
            );
        }
    }
}

/// What `Cargo.lock` holds.
fn metadata() -> Metadata {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

impl Dependency {
    /// Whether it is needed to build the crate, not only to test it.
    fn is_built(&self) -> bool {
        self.dep_kinds.iter().any(|kind| kind.kind.as_deref() != Some("dev"))
    }
}

impl Package {
    fn rust_version(&self) -> Option<Version> {
        let mut parts = self.rust_version.as_deref()?.split('.').map(|part| part.parse().unwrap());
        Some((parts.next()?, parts.next().unwrap_or(0)))
    }
}
