using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (services = [(name = "program", worker = .program)]);

const program :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-01",
);
