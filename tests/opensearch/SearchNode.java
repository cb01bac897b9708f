import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.join.ParentJoinPlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/**
 * One OpenSearch node in this process, run from the published artifacts.
 *
 * <p>Arguments: NAME HOME HTTP_PORT TRANSPORT_PORT SEED_HOSTS INITIAL_MANAGERS, the last two
 * as comma separated lists. Ends on SIGTERM, or when it is killed.
 */
public final class SearchNode extends Node {
    private SearchNode(Environment environment) {
        super(environment, List.<Class<? extends Plugin>>of(
                Netty4Plugin.class, CommonAnalysisPlugin.class, ParentJoinPlugin.class), false);
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
                .build();
        Environment environment = InternalSettingsPreparer.prepareEnvironment(
                settings, Map.of(), Path.of(arguments[1], "config"), () -> arguments[0]);
        SearchNode node = new SearchNode(environment);
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
