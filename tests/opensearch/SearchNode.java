import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.opensearch.Version;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;

/**
 * One OpenSearch node in this process, run from the published artifacts.
 *
 * <p>Arguments: NAME HOME HTTP_PORT TRANSPORT_PORT SEED_HOSTS INITIAL_MANAGERS, the last two
 * as comma separated lists. Ends on SIGTERM, or when it is killed.
 */
public final class SearchNode {
    /** The modules of a distribution that the program needs, by the prefix of their class. */
    private static final List<String> MODULES = List.of(
            "org.opensearch.transport.Netty4",
            "org.opensearch.analysis.common.CommonAnalysis",
            "org.opensearch.join.ParentJoin",
            "org.opensearch.painless.Painless");

    private SearchNode() {
    }

    /**
     * Returns a node with the modules. Its constructor is not public, and takes the classes of
     * plugins in 2.x and later their descriptions.
     */
    private static Node node(Environment environment) throws ReflectiveOperationException {
        Constructor<Node> constructor =
                Node.class.getDeclaredConstructor(Environment.class, Collection.class, boolean.class);
        constructor.setAccessible(true);
        boolean described =
                constructor.getGenericParameterTypes()[1].getTypeName().contains("PluginInfo");
        List<Object> modules = new ArrayList<>();
        for (String prefix : MODULES) {
            Class<?> module = module(prefix);
            modules.add(described ? description(module) : module);
        }
        return constructor.newInstance(environment, modules, false);
    }

    /** Returns the class of a module: its name ends in Plugin in 2.x and ModulePlugin in 3.x. */
    private static Class<?> module(String prefix) throws ClassNotFoundException {
        try {
            return Class.forName(prefix + "ModulePlugin");
        } catch (ClassNotFoundException older) {
            return Class.forName(prefix + "Plugin");
        }
    }

    private static PluginInfo description(Class<?> module) {
        return new PluginInfo(module.getName(), "a module", Version.CURRENT.toString(),
                Version.CURRENT, "11", module.getName(), null, List.of(), false);
    }

    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.builder()
                .put("cluster.name", "searchapp-tests")
                .put("node.name", arguments[0])
                .put("path.home", arguments[1])
                .put("http.port", arguments[2])
                .put("transport.port", arguments[3])
                .put("network.host", "127.0.0.1")
                .putList("discovery.seed_hosts", Arrays.asList(arguments[4].split(",")))
                .putList("cluster.initial_cluster_manager_nodes", Arrays.asList(arguments[5].split(",")))
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                // A shard that moves to another node loses its points in time.
                .put("cluster.routing.rebalance.enable", "none")
                // Tests leave their indices: the limit of 1,000 is reached in a run on one node.
                .put("cluster.max_shards_per_node", 10000)
                .build();
        Environment environment = InternalSettingsPreparer.prepareEnvironment(
                settings, Map.of(), Path.of(arguments[1], "config"), () -> arguments[0]);
        Node node = node(environment);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (java.io.IOException failure) {
                System.err.println(failure);
            }
            stopped.countDown();
        }));
        node.start();
        System.out.println("started " + arguments[0]);
        stopped.await();
    }
}
